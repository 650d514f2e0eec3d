import type { MiddlewareHandler } from 'hono';
import { contentSecurityPolicy } from './page/contentSecurityPolicy.ts';

/** Features a page of ours may ask the person for; all others are off for it and for anything it could embed. */
const ours = [
  'usb',
  'serial',
  'screen-wake-lock',
  'geolocation',
  'clipboard-write',
  'fullscreen',
  'autoplay',
  'cross-origin-isolated'
];
const nobodys = [
  'camera',
  'microphone',
  'payment',
  'midi',
  'display-capture',
  'hid',
  'accelerometer',
  'gyroscope',
  'magnetometer'
];

const common: Readonly<Record<string, string>> = {
  // Both together give the page SharedArrayBuffer; the third lets it load what we send under that rule.
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': [...ours.map((name) => `${name}=(self)`), ...nobodys.map((name) => `${name}=()`)].join(', ')
};

const strictest = contentSecurityPolicy(null);

/** Puts the security headers on every answer of the app, errors and empty ones included. Reasons: docs/decisions/relay-headers.md. */
export const securityHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  setSecurityHeaders(context.res.headers);
};

/** The same for an answer that does not come from the app. */
export function setSecurityHeaders(headers: Headers): void {
  for (const [name, value] of Object.entries(common)) headers.set(name, value);
  if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', strictest);
}
