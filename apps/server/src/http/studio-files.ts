/**
 * The built studio. Files with a hash in their name never change and are kept for a year; the first page is asked for
 * anew each time, so that a new build is seen at once. Any other page address is the studio's own business.
 */
import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import express from 'express';
import type { RequestHandler, Response } from 'express';
import { isInterface } from '../access/gate.ts';
import { trialWorkerPolicy } from './security-headers.ts';
import { notBuiltPage } from './pages.ts';

/** As the build names them after `trial.worker.ts` and `learn.worker.ts`: both make code from text. */
const trialWorkerFile = /[/\\](?:trial|learn)\.worker-[\w-]{8,}\.js$/;
const hashedFile = /-[\w-]{8,}\.\w+$/;

export function studioFiles(directory: string): readonly RequestHandler[] {
  return [
    express.static(directory, {
      index: false,
      redirect: false,
      dotfiles: 'ignore',
      fallthrough: true,
      setHeaders: (response: Response, path: string) => {
        const isHashed = path.includes(`${sep}assets${sep}`) && hashedFile.test(path);
        if (isHashed && trialWorkerFile.test(path)) response.setHeader('Content-Security-Policy', trialWorkerPolicy);
        response.setHeader('Cache-Control', isHashed ? 'private, max-age=31536000, immutable' : 'no-cache');
      },
    }),
    (request, response, next) => {
      if (!isPage(request.method, request.path)) return next();
      const index = join(directory, 'index.html');
      if (!existsSync(index)) {
        response.status(503).type('html').send(notBuiltPage);
        return;
      }
      response.sendFile(index, { cacheControl: false, headers: { 'Cache-Control': 'no-cache' } });
    },
  ];
}

/** A page has no ending; what has one and was not found above is missing. */
const isPage = (method: string, path: string): boolean =>
  (method === 'GET' || method === 'HEAD') && !isInterface(path) && !/\.\w+$/.test(path);
