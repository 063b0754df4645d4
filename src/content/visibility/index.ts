export { alreadyPublic, changeVisibility, checkDirectoryChange, chooseVisibility } from './rules.js';
export { Visibility, visibilityInput } from './schemas.js';
