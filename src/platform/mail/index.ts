export { createMailer, type Delivery, type Email, type Mailer } from './mailer.js';
