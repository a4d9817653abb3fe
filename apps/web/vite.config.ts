/**
 * Builds the studio into `dist`, which the server serves under a content security policy without inline scripts: nothing
 * is inlined into the page, neither scripts nor the module preload polyfill nor fonts as data URLs.
 */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The compiler's worker holds TypeScript; it is loaded after the first screen.
    chunkSizeWarningLimit: 5_000,
  },
});
