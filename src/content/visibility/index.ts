export { alreadyPublic, changeVisibility, checkDirectoryChange, chooseVisibility } from './rules.js';
export { directoryFields, type View, Visibility, visibilityFilter, visibilityInput } from './schemas.js';
