// A definition that is kept as a file. A file says nothing about permissions: the checks name what is missing at synth.
import { join } from 'node:path';
import { Stack, type StackProps } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { Workflow } from 'stepwright';

export class GreetingStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const topic = new sns.Topic(this, 'Greetings', { enforceSSL: true });
    const greeting = new Workflow(this, 'Greeting', {
      definitionFile: join(__dirname, 'greeting.asl.json'),
      definitionSubstitutions: { Topic: topic.topicArn },
    });
    topic.grantPublish(greeting.stateMachine);
  }
}
