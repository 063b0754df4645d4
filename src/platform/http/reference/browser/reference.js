import { enableMenu, enableTheme, markCurrentOperation } from './page.js';
import { enableSamples } from './samples.js';
import { enableSearch } from './search.js';
import { enableForms } from './try.js';

enableTheme();
enableMenu();
enableSearch();
enableSamples();
enableForms();
markCurrentOperation();
