// The sample app, checked at synth. `npx cdk deploy Orders` needs nothing but credentials.
import { App, Validations } from 'aws-cdk-lib';
import { StateMachineChecks } from '../lib/index';
import { addSamples } from './samples';

const app = new App();
addSamples(app);
Validations.of(app).addPlugins(new StateMachineChecks());
app.synth();
