import { AspectPriority, Aspects, Lazy, Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct, IConstruct } from 'constructs';
import { refuseInExpress, warnOfLongWay } from './express-limits';

/**
 * A definition whose states are linked when the app is synthesized, so that a pattern's slots can be filled until then
 * although its state machine is there from the start.
 */
export class DeferredDefinition extends sfn.DefinitionBody {
  private readonly link: () => sfn.IChainable;
  readonly states: () => readonly sfn.State[];
  private stateMachine: sfn.StateMachine | undefined;
  private timeout: sfn.StateMachineProps['timeout'];
  private linked: sfn.StateGraph | undefined;

  /** @param states the states that are there already */
  constructor(link: () => sfn.IChainable, states: () => readonly sfn.State[]) {
    super();
    this.link = link;
    this.states = states;
  }

  /** Whether the states are linked: from then on slots cannot change. */
  get sealed(): boolean {
    return this.linked !== undefined;
  }

  override bind(scope: Construct, _principal: iam.IPrincipal, props: sfn.StateMachineProps): sfn.DefinitionConfig {
    this.timeout = props.timeout;
    this.stateMachine = scope as sfn.StateMachine;
    // Policies and resources that the states need must exist before the template is rendered. Aspects that change the
    // tree run first, so that later ones (tags, cdk-nag) see the whole machine.
    Aspects.of(scope).add(
      {
        visit: (node: IConstruct) => {
          if (node === scope) this.seal();
        },
      },
      { priority: AspectPriority.MUTATING },
    );
    const text = () =>
      Stack.of(scope).toJsonString({
        ...this.seal().toGraphJson(props.queryLanguage),
        Comment: props.comment,
        QueryLanguage: props.queryLanguage,
      });
    return { definitionString: Lazy.string({ produce: text }) };
  }

  /** Links the states, once, and gives the machine's role what they need. */
  seal(): sfn.StateGraph {
    if (this.linked !== undefined) return this.linked;
    const { startState } = this.link();
    const graph = new sfn.StateGraph(startState, 'State Machine definition');
    if (this.stateMachine!.stateMachineType === sfn.StateMachineType.EXPRESS) {
      refuseInExpress(this.stateMachine!, startState);
    }
    this.linked = graph;
    if (this.timeout !== undefined) graph.timeout = this.timeout;
    for (const statement of graph.policyStatements) this.stateMachine!.addToRolePolicy(statement);
    graph.bind(this.stateMachine!);
    if (this.stateMachine!.stateMachineType === sfn.StateMachineType.EXPRESS) warnOfLongWay(this.stateMachine!, graph);
    return graph;
  }
}
