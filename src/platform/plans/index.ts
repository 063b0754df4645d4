export { type PlannedChange, TIMETABLE } from './planned-invalidations.js';
export { type PlanSource, publicPlans } from './public-plans.js';
