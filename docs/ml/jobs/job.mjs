// What the jobs share: the job on standard input, objects of S3 through the endpoint of the run, rows of CSV.

/** @returns {Promise<{ action: string, state: string, id: string, parameters: any }>} */
export async function readJob() {
  let text = '';
  for await (const chunk of process.stdin) text += chunk;
  return JSON.parse(text);
}

const endpoint = process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;
const address = (uri) => uri.replace('s3://', `${endpoint}/`);

export async function put(uri, body) {
  const answer = await fetch(address(uri), { method: 'PUT', body });
  if (!answer.ok) throw new Error(`${uri}: ${answer.status} ${await answer.text()}`);
}

export async function get(uri) {
  const answer = await fetch(address(uri));
  if (!answer.ok) throw new Error(`${uri}: ${answer.status} ${await answer.text()}`);
  return answer.text();
}

/** @returns {Promise<{ key: string, modified: string }[]>} of a whole bucket, or the buckets without one */
export async function list(bucket) {
  const xml = await get(`s3://${bucket === undefined ? '' : `${bucket}?list-type=2`}`);
  if (bucket === undefined) return [...xml.matchAll(/<Name>([^<]+)<\/Name>/g)].map(([, key]) => ({ key, modified: '' }));
  return [...xml.matchAll(/<Contents>.*?<Key>([^<]+)<\/Key>.*?<LastModified>([^<]+)</gs)].map(([, key, modified]) => ({
    key,
    modified,
  }));
}

export const toCsv = (rows) => rows.map((row) => row.join(',')).join('\n');
export const fromCsv = (text) => text.split('\n').map((line) => line.split(',').map(Number));
export const sigmoid = (x) => 1 / (1 + Math.exp(-x));
/** Weights of a model: one for each feature, the bias last. */
export const predict = (weights, features) =>
  sigmoid(features.reduce((sum, value, i) => sum + value * weights[i], weights.at(-1)));
