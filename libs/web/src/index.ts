export type { PageContext } from './context.js';
export { studyPage, type StudyPageProps } from './pages/study.page.js';
export { stylesheet } from './theme.js';
