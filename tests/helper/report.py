#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""report.py FORMAT FILE: reads a report with a parser that is not ours, checks what its format
demands, and prints its findings in one form for all formats, a line each.

report.py schema SCHEMA FILE: checks the report against the JSON schema. Exit status 77: this
Python has no jsonschema."""
import json
import re
import sys
import unicodedata
import urllib.parse
import xml.etree.ElementTree

FINDING = re.compile(r'(?:.*?: )?(error|warning|note): (.*) \[(PF\d+) ([a-z0-9-]+)\]$')
TREACHEROUS = re.compile('[\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f'
                         '\ufdd0-\ufdef\ufffe\uffff]')


def demand(condition, what):
    if not condition:
        sys.exit('report.py: ' + what)


def shown(text):
    """The text as the text report shows it."""
    out = ''
    for character in text:
        code = ord(character)
        if unicodedata.category(character) == 'Cc':
            out += '\\x%02x' % code if code < 0x80 else '\\u{%x}' % code
        elif TREACHEROUS.match(character):
            out += '\\u{%x}' % code
        else:
            out += character
    return out


def line(rule, name, severity, message):
    return '%s %s %s %s' % (rule, name, severity, message)


def of_text(text):
    found = [FINDING.match(each) for each in text.split('\n')]
    return [line(each[3], each[4], each[1], each[2]) for each in found if each]


def of_json(text):
    report = json.loads(text)
    demand(report['format'] == 1 and report['tool']['name'] == 'polyffi-check', 'tool')
    demand(list(report) == ['format', 'tool', 'target', 'files', 'result', 'findings', 'remarks',
                            'not_done', 'problem', 'summary'], 'members')
    counts = {'error': 0, 'warning': 0, 'note': 0}
    lines = []
    for finding in report['findings']:
        for key in ('place', 'file', 'member', 'symbol', 'demangled', 'notes', 'reason'):
            demand(key in finding, 'no ' + key)
        demand(finding['suppressed'] == (finding['reason'] is not None), 'suppression')
        if finding['suppressed']:
            continue
        counts[finding['severity']] += 1
        lines.append(line(finding['rule'], finding['name'], finding['severity'],
                          shown(finding['message'])))
    summary = report['summary']
    demand([summary['errors'], summary['warnings'], summary['notes']] == list(counts.values()),
           'summary')
    demand(summary['not_done'] == len(report['not_done']), 'summary of what was not done')
    demand(summary['complete'] == (report['problem'] is None), 'complete')
    return lines


def check_location(location, roots):
    if 'physicalLocation' not in location:
        return
    artifact = location['physicalLocation']['artifactLocation']
    uri = urllib.parse.urlsplit(artifact['uri'])
    demand(re.fullmatch(r'[A-Za-z0-9._~/%:-]+', artifact['uri']), 'URI')
    demand('..' not in uri.path.split('/'), 'a URI that climbs')
    demand(('uriBaseId' in artifact) == (uri.scheme == ''), 'base of a URI')
    demand(artifact.get('uriBaseId', 'SRCROOT') in roots, 'root')
    demand(location['physicalLocation'].get('region', {'startLine': 1})['startLine'] > 0, 'line')


def of_sarif(text):
    log = json.loads(text)
    demand(log['version'] == '2.1.0' and len(log['runs']) == 1, 'runs')
    run = log['runs'][0]
    rules = run['tool']['driver']['rules']
    demand(len({rule['id'] for rule in rules}) == len(rules), 'rules')
    demand(run['originalUriBaseIds']['SRCROOT']['uri'].endswith('/'), 'root')
    lines = []
    for result in run['results']:
        rule = rules[result['ruleIndex']]
        demand(rule['id'] == result['ruleId'], 'ruleIndex')
        demand(re.fullmatch('[0-9a-f]{16}', result['partialFingerprints']['polyffi/v1']),
               'fingerprint')
        notes = [each['message']['text'] for each in result.get('relatedLocations', [])]
        for location in result['locations'] + result.get('relatedLocations', []):
            check_location(location, run['originalUriBaseIds'])
        message = result['message']['text'].replace('\\](', '](')
        tail = ''.join('\n' + note for note in notes)
        demand(message.endswith(tail), 'notes')
        if 'suppressions' not in result:
            lines.append(line(rule['id'], rule['name'], result['level'],
                              shown(message[:len(message) - len(tail)])))
    for invocation in run['invocations']:
        problems = [each for each in invocation['toolExecutionNotifications']
                    if each['level'] == 'error']
        demand(invocation['executionSuccessful'] == (not problems), 'executionSuccessful')
    return lines


def of_junit(text):
    root = xml.etree.ElementTree.fromstring(text)
    suite, = root
    cases = list(suite)
    for counted, element in (('failures', 'failure'), ('errors', 'error'), ('skipped', 'skipped')):
        count = sum(case.find(element) is not None for case in cases)
        demand(int(suite.get(counted)) == int(root.get(counted)) == count, counted)
    demand(int(suite.get('tests')) == len(cases) > 0, 'tests')
    demand(len({case.get('name') for case in cases}) == len(cases), 'names of cases')
    return [each for case in cases for part in case if part.tag in ('failure', 'system-out')
            for each in of_text(part.text)]


def unescaped(text, names):
    return re.sub('%(' + '|'.join(names) + ')',
                  lambda found: chr(int(found[1], 16)), text)


def of_github(text):
    lines = []
    for each in text.splitlines():
        found = re.fullmatch(r'::(error|warning|notice) ([^:]*)::(.*)', each)
        demand(found, 'a line that is no command: ' + each)
        values = dict(value.split('=', 1) for value in found[2].split(','))
        demand(values.keys() <= {'file', 'line', 'col', 'title'}, 'values')
        title = re.fullmatch(r'(PF\d+) ([a-z0-9-]+)', unescaped(values['title'], ['25', '3A', '2C']))
        message = unescaped(found[3].split('%0A')[0], ['25', '0A', '0D'])
        if title:
            severity = 'note' if found[1] == 'notice' else found[1]
            lines.append(line(title[1], title[2], severity, message))
    return lines


def check_schema(schema, report):
    try:
        import jsonschema
    except ImportError:
        sys.exit(77)
    with open(schema, encoding='utf-8') as stream:
        validator = jsonschema.Draft7Validator(json.load(stream))
    with open(report, encoding='utf-8') as stream:
        errors = list(validator.iter_errors(json.load(stream)))
    demand(not errors, '\n'.join(error.message for error in errors[:5]))


def main(words):
    if words[0] == 'schema':
        check_schema(words[1], words[2])
        return
    with open(words[1], 'rb') as stream:
        text = stream.read().decode('utf-8')
    demand(not re.search('[\x00-\x09\x0b-\x1f\x7f-\x9f]', text), 'control characters')
    demand(not TREACHEROUS.search(text), 'characters that change the direction of writing')
    lines = {'text': of_text, 'json': of_json, 'sarif': of_sarif, 'junit': of_junit,
             'github': of_github}[words[0]](text)
    sys.stdout.buffer.write(''.join(each + '\n' for each in sorted(lines)).encode())


main(sys.argv[1:])
