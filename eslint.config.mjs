import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      '**/dist/**',
      '.nx/**',
      '.impact/**',
      'bench/peers/**',
      'docs/**',
      'libs/stats/assembly/**',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx,mts}'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-console': ['error', { allow: ['error'] }],
    },
  },
  {
    files: ['**/*.{mjs,js}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        fetch: 'readonly',
      },
    },
  },
  {
    // Results must have the same bits in every engine, and these functions have not: core/elementary.ts and core/power.ts do.
    files: ['libs/stats/src/**/*.ts'],
    ignores: ['**/*.spec.ts', 'libs/stats/src/testing/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...[
          ...['exp', 'expm1', 'log', 'log1p', 'log2', 'log10', 'pow', 'cbrt', 'hypot'],
          ...['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2', 'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh'],
        ].map((property) => ({
          object: 'Math',
          property,
          message: 'Its last digit depends on the engine: use core/elementary.ts or core/power.ts.',
        })),
        { object: 'Math', property: 'random', message: 'Draw from resampling/random.ts, which has a seed.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "BinaryExpression[operator='**']:not([left.type='Literal'][right.type='Literal'])",
          message: 'Its last digit depends on the engine: use square, cube or pow of core/power.ts.',
        },
      ],
    },
  },
  { files: ['apps/cli/**', 'bench/**', 'tools/**'], rules: { 'no-console': 'off' } },
);
