// The endpoint: answers `years,complaints,spent` with the probability that such a customer leaves, by the newest model.
import { get, list, predict, readJob } from './job.mjs';

const { parameters } = await readJob();
const models = [];
for (const { key: bucket } of await list())
  for (const { key, modified } of await list(bucket))
    if (key.endsWith('/output/model.tar.gz')) models.push({ uri: `s3://${bucket}/${key}`, modified });
const newest = models.sort((a, b) => a.modified.localeCompare(b.modified)).at(-1);
const { weights } = JSON.parse(await get(newest.uri));
const Body = predict(weights, parameters.Body.split(',').map(Number)).toFixed(4);
console.log(JSON.stringify({ Body, ContentType: 'text/csv', InvokedProductionVariant: 'AllTraffic' }));
