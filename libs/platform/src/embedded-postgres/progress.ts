/** Receives one line per step that a person waiting at a terminal would want to know about. */
export type OnProgress = (message: string) => void;
