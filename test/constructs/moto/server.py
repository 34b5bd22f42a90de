"""A stand-in for AWS to deploy to: moto's server with what deployed workflows need to run.

Prints its port; ends when standard input closes. Handlers and JSONata run in Node, since moto would ask for containers and
for Java:

    python3 server.py <node_modules>
"""

import copy
import io
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import zipfile

from moto.awslambda import models as functions
from moto.core.config import default_user_config
from moto.server import ThreadedMotoServer
from moto.stepfunctions import models as machines
from moto.stepfunctions import responses
from moto.stepfunctions.parser import models as running
from moto.stepfunctions.parser.asl.jsonata import jsonata

MODULES = os.path.abspath(sys.argv[1])

INVOKE = """
const { resolve } = require('node:path');
const [file, name] = process.argv[1].split('.');
const answer = (value) => require('node:fs').writeFileSync('answer.json', JSON.stringify(value));
require(resolve(file))[name](JSON.parse(require('node:fs').readFileSync(0, 'utf8')), {}).then(
  (result) => answer({ result: result ?? null }),
  (error) => answer({ error: { errorType: error.name, errorMessage: error.message, trace: [] } }),
);
"""

EVALUATE = """
const answer = (value) => console.log(JSON.stringify(value));
require('node:readline').createInterface({ input: process.stdin }).on('line', async (line) => {
  try {
    answer({ value: (await require('jsonata')(JSON.parse(line)).evaluate()) ?? null });
  } catch (error) {
    answer({ error: `${error.code}: ${error.message}` });
  }
});
"""

ENVIRONMENT = {**os.environ, "NODE_PATH": MODULES, "NODE_NO_WARNINGS": "1"}


def invoke(self, event=None):
    """In place of a container: the function's zip, unpacked, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(io.BytesIO(self.code_bytes)).extractall(folder)
        payload = event if isinstance(event, str) else json.dumps(event or {})
        clients = {
            "AWS_REGION": self.region,
            "AWS_ENDPOINT_URL": f"http://localhost:{os.environ['MOTO_PORT']}",
            "AWS_ACCESS_KEY_ID": "x",
            "AWS_SECRET_ACCESS_KEY": "x",
        }
        done = subprocess.run(
            ["node", "-e", INVOKE, self.handler],
            input=payload,
            env={**ENVIRONMENT, **clients, **self.environment_vars},
            cwd=folder,
            capture_output=True,
            text=True,
        )
        try:
            with open(os.path.join(folder, "answer.json")) as file:
                answer = json.load(file)
        except FileNotFoundError:
            answer = {"error": {"errorType": "Runtime.ExitError", "errorMessage": done.stderr}}
    failed = "error" in answer
    return json.dumps(answer["error"] if failed else answer["result"]), failed, done.stdout


evaluator = subprocess.Popen(
    ["node", "-e", EVALUATE], env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
)
turn = threading.Lock()


def evaluate(expression):
    """In place of Java: an expression that holds its variables, in one Node process for all of them."""
    with turn:
        evaluator.stdin.write(json.dumps(expression) + "\n")
        evaluator.stdin.flush()
        answer = json.loads(evaluator.stdout.readline())
    if "error" in answer:
        raise jsonata.JSONataException("UNKNOWN", answer["error"])
    return answer["value"]


functions.LambdaFunction._invoke_lambda = invoke
jsonata._eval_jsonata = evaluate
# CloudFormation makes machines in one backend, the API asks the other one: let it be the one that runs executions.
machines.stepfunctions_backends = responses.stepfunctions_backends = running.stepfunctions_parser_backends
# Its grammar knows neither Express children nor ItemBatcher: a machine that it cannot read is kept all the same, not run.
running.StepFunctionsParserBackend._validate_definition = staticmethod(lambda definition: None)
# An execution copies its machine with all executions before it, whose threads cannot be copied.
machines.StateMachine.__deepcopy__ = lambda machine, memo: copy.copy(machine)
default_user_config["stepfunctions"] = {"execute_state_machine": True}

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
# Tasks call the other services under this port.
os.environ["MOTO_PORT"] = str(port)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
server.start()
print(port, flush=True)
sys.stdin.read()
server.stop()
evaluator.kill()
