export { alreadyPublic, changeVisibility, checkDirectoryChange, chooseVisibility } from './rules.js';
export { Visibility, visibilityFilter, visibilityInput } from './schemas.js';
