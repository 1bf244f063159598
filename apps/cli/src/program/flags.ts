/** Options that many commands have. */
export const API = ['--url <address>', 'address of the API; else IMPACT_URL, else the one that runs here'] as const;
export const JSON_FLAG = ['--json', 'print JSON'] as const;
