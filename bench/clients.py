#!/usr/bin/env python3
"""Calls every operation of the Step Functions API with boto3 and with the AWS CLI.

    python3 bench/clients.py [--port 8083]

Both clients check answers against AWS's service model: a member that is missing or of another type fails here.
Without --port a server is started for the purpose. Exit code 1 if an operation is missing or an answer is refused.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import time
import urllib.request

import boto3
import botocore.config

ROLE = "arn:aws:iam::123456789012:role/clients"
PASS = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}})
FAIL = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Fail", "Error": "E"}}})
WAIT = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 600, "End": True}}})
PROCESSOR = {
    "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
    "StartAt": "W",
    "States": {"W": {"Type": "Wait", "Seconds": 600, "End": True}},
}
MAP = json.dumps({"StartAt": "M", "States": {"M": {"Type": "Map", "ItemProcessor": PROCESSOR, "End": True}}})


def asking(activity):
    task = {"Type": "Task", "Resource": activity, "HeartbeatSeconds": 600, "End": True}
    return json.dumps({"StartAt": "A", "States": {"A": task}})


def tour(call, mark):
    """Every operation once or more; `call(operation, **members)` gives the answer."""
    machine = lambda name, definition, **more: call(
        "CreateStateMachine", name=f"{name}-{mark}", definition=definition, roleArn=ROLE, **more
    )["stateMachineArn"]
    start = lambda arn, **more: call("StartExecution", stateMachineArn=arn, **more)["executionArn"]

    call("ValidateStateMachineDefinition", definition=PASS)
    call("TestState", definition='{"Type":"Pass","End":true}', inspectionLevel="DEBUG")
    arn = machine("pass", PASS, tags=[{"key": "k", "value": "v"}])
    call("DescribeStateMachine", stateMachineArn=arn)
    call("ListStateMachines")
    call("UpdateStateMachine", stateMachineArn=arn, definition=WAIT)
    version = call("PublishStateMachineVersion", stateMachineArn=arn)["stateMachineVersionArn"]
    call("ListStateMachineVersions", stateMachineArn=arn)
    route = [{"stateMachineVersionArn": version, "weight": 100}]
    alias = call("CreateStateMachineAlias", name="live", routingConfiguration=route)["stateMachineAliasArn"]
    call("DescribeStateMachineAlias", stateMachineAliasArn=alias)
    call("UpdateStateMachineAlias", stateMachineAliasArn=alias, description="d")
    call("ListStateMachineAliases", stateMachineArn=arn)
    call("TagResource", resourceArn=arn, tags=[{"key": "a", "value": "b"}])
    call("ListTagsForResource", resourceArn=arn)
    call("UntagResource", resourceArn=arn, tagKeys=["a"])
    execution = start(alias, input="{}")
    call("DescribeExecution", executionArn=execution)
    call("DescribeStateMachineForExecution", executionArn=execution)
    call("GetExecutionHistory", executionArn=execution)
    call("ListExecutions", stateMachineArn=arn)
    call("StopExecution", executionArn=execution)
    call("DeleteStateMachineAlias", stateMachineAliasArn=alias)
    call("DeleteStateMachineVersion", stateMachineVersionArn=version)

    failed = start(machine("fail", FAIL))
    time.sleep(0.2)
    call("RedriveExecution", executionArn=failed)
    call("StartSyncExecution", stateMachineArn=machine("express", PASS, type="EXPRESS"))

    activity = call("CreateActivity", name=f"activity-{mark}")["activityArn"]
    call("DescribeActivity", activityArn=activity)
    call("ListActivities")
    asked = machine("ask", asking(activity))
    for operation, members in (("SendTaskSuccess", {"output": "{}"}), ("SendTaskFailure", {"error": "E"})):
        start(asked)
        token = call("GetActivityTask", activityArn=activity, workerName="w")["taskToken"]
        call("SendTaskHeartbeat", taskToken=token)
        call(operation, taskToken=token, **members)
    call("DeleteActivity", activityArn=activity)

    mapped = start(machine("map", MAP), input="[1,2]")
    time.sleep(0.2)
    run = call("ListMapRuns", executionArn=mapped)["mapRuns"][0]["mapRunArn"]
    call("UpdateMapRun", mapRunArn=run, maxConcurrency=1)
    call("DescribeMapRun", mapRunArn=run)
    call("StopExecution", executionArn=mapped)
    call("DeleteStateMachine", stateMachineArn=arn)


def with_boto3(port, seen):
    config = botocore.config.Config(inject_host_prefix=False, retries={"max_attempts": 0})
    client = boto3.client(
        "stepfunctions",
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name="us-east-1",
        aws_access_key_id="a",
        aws_secret_access_key="b",
        config=config,
    )
    methods = {api: name for name, api in client.meta.method_to_api_mapping.items()}

    def call(operation, **members):
        seen.add(operation)
        answer = getattr(client, methods[operation])(**members)
        check(client.meta.service_model.operation_model(operation).output_shape, answer, operation)
        return answer

    tour(call, f"boto3-{port}")
    return set(methods)


def check(shape, value, path):
    """botocore reads answers leniently; what the model requires has to be there all the same."""
    if shape.type_name == "structure":
        for name in shape.required_members:
            if name not in value:
                raise SystemExit(f"{path} lacks {name}, which the model requires")
        for name, member in shape.members.items():
            if name in value:
                check(member, value[name], f"{path}.{name}")
    elif shape.type_name == "list":
        for item in value:
            check(shape.member, item, f"{path}[]")
    elif getattr(shape, "enum", None) and value not in shape.enum:
        raise SystemExit(f"{path} is {value!r}, which the model does not know")


def with_cli(port, seen):
    keys = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "us-east-1"}
    # Few machines resolve `sync-localhost`, which the model asks for in StartSyncExecution and TestState.
    environment = {**os.environ, **keys, "AWS_DISABLE_HOST_PREFIX_INJECTION": "true"}

    def call(operation, **members):
        seen.add(operation)
        name = re.sub(r"(?<!^)(?=[A-Z])", "-", operation).lower()
        endpoint = f"http://localhost:{port}"
        command = ["aws", "stepfunctions", name, "--endpoint-url", endpoint, "--cli-input-json", json.dumps(members)]
        run = subprocess.run(command, env=environment, capture_output=True, text=True)
        if run.returncode != 0:
            raise SystemExit(f"aws stepfunctions {name}: {run.stderr.strip()}")
        return json.loads(run.stdout or "{}")

    tour(call, f"cli-{port}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int)
    parser.add_argument("--only", choices=["boto3", "cli"])
    options = parser.parse_args()
    server, port = None, options.port
    if port is None:
        port = 18499
        command = ["node", "--import", "tsx", "bin/stepwright.ts", "serve", "--memory", "--port", str(port)]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health").read()
                break
            except OSError:
                time.sleep(0.1)
    try:
        seen = set()
        operations = with_boto3(port, seen) if options.only != "cli" else set()
        print(f"boto3: {len(seen)} operations")
        if operations - seen:
            raise SystemExit(f"never called: {sorted(operations - seen)}")
        if options.only != "boto3":
            called = set()
            with_cli(port, called)
            print(f"aws: {len(called)} operations")
    finally:
        if server is not None:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    sys.exit(main())
