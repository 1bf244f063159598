export { concludeStudy, runStudy, type StudyOutcome, type StudyRun } from './run-study.js';
export { STEPS, type Step } from './steps.js';
export { readLook, spendingLooks, type LookReading } from './looks.js';
