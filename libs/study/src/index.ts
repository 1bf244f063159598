export { concludeStudy, runStudy, type StudyRun } from './run-study.js';
export { STEPS, type Step } from './steps.js';
