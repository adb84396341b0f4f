// Calls of the actors that do everything: POST /<package>/actors/<actor>/<method>.

/** What an actor answers that is no result. */
export class ActorError extends Error {
  constructor(message, status, data) {
    super(message);
    this.status = status;
    this.data = data;
  }
}

async function read(answer) {
  const text = await answer.text();
  try {
    return text === '' ? null : JSON.parse(text);
  } catch (error) {
    throw new ActorError(text.slice(0, 500) || answer.statusText, answer.status);
  }
}

/** Logs in, and comes back to where one was. */
export function logIn() {
  location.assign('/auth/login?next_url=' + encodeURIComponent('/admin/' + location.hash));
}

async function send(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch (error) {
    throw new ActorError('offline', 0);
  }
  if (answer.status === 401) {
    logIn();
    throw new ActorError('401', 401);
  }
  const body = await read(answer);
  if (!answer.ok) {
    throw new ActorError((body && body.error) || answer.statusText, answer.status, body);
  }
  return body;
}

/** Calls a method of an actor of this package. */
export function call(actor, method, args = {}) {
  return callPath(`/admin/actors/${actor}/${method}`, args);
}

/** Calls a method of any actor. */
export function callPath(path, args = {}) {
  return send(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(args) });
}

/** Reads something that answers JSON. */
export function get(path) {
  return send(path, { headers: { Accept: 'application/json' } });
}

/** What the checks of the server say, also where they are not well (503). */
export async function health() {
  try {
    return await get('/health');
  } catch (error) {
    if (error.data && error.data.checks) {
      return error.data;
    }
    throw error;
  }
}

/** Sends a file. */
export function upload(path, file) {
  return send(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/octet-stream', 'X-File-Name': encodeURIComponent(file.name) },
    body: file,
  });
}
