// Train: a logistic regression by stochastic gradient descent.
import { fromCsv, get, predict, put, readJob } from './job.mjs';

const { id, parameters } = await readJob();
const rows = fromCsv(await get(`${parameters.InputDataConfig[0].DataSource.S3DataSource.S3Uri}/train.csv`));
const epochs = Number(parameters.HyperParameters?.epochs ?? 10);
const weights = new Array(rows[0].length).fill(0);
let loss = 0;
for (let epoch = 0; epoch < epochs; epoch++) {
  loss = 0;
  for (const row of rows) {
    const label = row.at(-1);
    const features = row.slice(0, -1);
    const guess = predict(weights, features);
    loss -= Math.log(label === 1 ? guess : 1 - guess) / rows.length;
    const step = (0.05 / (1 + epoch)) * (guess - label);
    for (const [i, value] of features.entries()) weights[i] -= step * value;
    weights[weights.length - 1] -= step;
  }
}
await put(`${parameters.OutputDataConfig.S3OutputPath}/${id}/output/model.tar.gz`, JSON.stringify({ weights }));
console.log(JSON.stringify({ FinalMetricDataList: [{ MetricName: 'train:loss', Value: Number(loss.toFixed(4)) }] }));
