import type { Head } from './format.ts';

/** A format that is recognised and not read: what it is, why not, and how the same facts can be had in one that is. */
export interface RefusedFormat {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly hint: string;
  matches(head: Head): boolean;
}

const NOT_YET = 'this format is not read yet';
const NO_STANDARD = 'this is a format of one tool and is not read';

const root = (...names: string[]) => (head: Head) => head.root !== undefined && names.includes(head.root.name);
const keys = (...wanted: string[]) => (head: Head) => head.json?.shape === 'object' && wanted.every((key) => head.json?.keys.includes(key));
const items = (...wanted: string[]) => (head: Head) => head.json?.shape === 'array' && wanted.every((key) => head.json?.keys.includes(key));
const text = (pattern: RegExp) => (head: Head) => pattern.test(head.text.slice(0, 4096));
const magic = (...bytes: number[]) => (head: Head) => bytes.every((byte, i) => head.bytes[i] === byte);
const attribute = (name: string, pattern: RegExp) => (head: Head) => pattern.test(head.root?.attributes[name] ?? '');
const namespace = (pattern: RegExp) => (head: Head) => pattern.test(head.root?.namespace ?? '');
const child = (name: string) => (head: Head) => head.root?.children.includes(name) === true;
const both = (...tests: ((head: Head) => boolean)[]) => (head: Head) => tests.every((one) => one(head));

const entry = (id: string, title: string, matches: (head: Head) => boolean, hint: string, why = NOT_YET): RefusedFormat => ({ id, title, why, hint, matches });

/** In order; the first that matches gives the answer. A format leaves this list when its reader is added to FORMATS. */
export const REFUSED: readonly RefusedFormat[] = [
  // test results
  entry('trx', 'Visual Studio test results (TRX)', root('TestRun'), 'write JUnit XML: `dotnet test --logger junit` (package JunitXml.TestLogger)'),
  entry('nunit3', 'NUnit 3 results', root('test-run'), 'write JUnit XML: `dotnet test --logger junit`, or the nunit3-junit transform'),
  entry('nunit3', 'a suite of NUnit 3 results', both(root('test-suite'), attribute('testcasecount', /./)), 'write JUnit XML: `dotnet test --logger junit`'),
  entry('nunit2', 'NUnit 2 results', root('test-results'), 'write JUnit XML with the nunit-to-junit transform'),
  entry('xunit-net', 'xUnit.net results', root('assemblies', 'assembly'), 'write JUnit XML: `xunit.console -junit` or `dotnet test --logger junit`'),
  entry('testng', 'TestNG results', root('testng-results'), 'give the JUnit files in `junitreports/` that TestNG writes beside it'),
  entry('robot', 'Robot Framework output', root('robot'), 'write JUnit XML: `rebot --xunit junit.xml output.xml`'),
  entry('ctest-dashboard', 'CTest dashboard file', root('Site'), 'write JUnit XML: `ctest --output-junit junit.xml`'),
  entry('qtest', 'Qt Test results', root('TestCase'), 'write JUnit XML: `./tst_name -o junit.xml,junitxml`'),
  entry('allure-xml', 'Allure 1 results', root('test-suite'), 'give the JUnit XML of the test runner itself', NO_STANDARD),
  entry('suites', 'a list of suites that is not JUnit XML', root('suites'), 'write JUnit XML: its root is `testsuites` or `testsuite`', NO_STANDARD),
  entry('open-test-reporting', 'Open Test Reporting (JUnit Platform)', (head) => (root('events', 'execution')(head) && namespace(/schemas\.opentest4j\.org/)(head)), 'give the `TEST-*.xml` files that Surefire or Gradle write, or use the legacy XML listener'),
  entry('boost-test', 'Boost.Test log', root('TestLog', 'TestResult'), 'write JUnit XML: `--log_format=JUNIT --log_sink=junit.xml`'),
  entry('cppunit', 'CppUnit results', root('TestRunResults'), 'write JUnit XML with a converter'),
  entry('catch2', 'Catch2 XML', root('Catch', 'Catch2TestRun'), 'write JUnit XML: `--reporter junit --out junit.xml`', NO_STANDARD),
  entry('doctest', 'doctest XML', root('doctest'), 'write JUnit XML: `--reporters=junit --out=junit.xml`', NO_STANDARD),
  entry('go-test-json', 'go test -json', both(keys('Action'), (head) => ['Package', 'Time', 'ImportPath'].some((key) => head.json?.keys.includes(key))), 'write JUnit XML: `gotestsum --junitfile junit.xml`'),
  entry('cucumber-json', 'Cucumber JSON', items('elements', 'keyword'), 'write JUnit XML: `--format junit:junit.xml`'),
  entry('mocha-json', 'Mocha JSON', keys('stats', 'tests'), 'write JUnit XML: `mocha --reporter xunit --reporter-option output=junit.xml`', NO_STANDARD),
  entry('jest-json', 'Jest JSON', keys('numTotalTests', 'testResults'), 'write JUnit XML with the reporter jest-junit', NO_STANDARD),
  entry('rspec-json', 'RSpec JSON', keys('examples', 'summary_line'), 'write JUnit XML: rspec_junit_formatter', NO_STANDARD),
  entry('playwright-json', 'Playwright JSON', keys('config', 'suites', 'stats'), 'write JUnit XML: `--reporter=junit`', NO_STANDARD),
  entry('allure-result', 'Allure result', keys('uuid', 'historyId', 'status'), 'give the JUnit XML of the test runner itself', NO_STANDARD),
  entry('ctrf', 'CTRF', both(keys('results'), (head) => head.json?.keys.includes('reportFormat') === true), 'give the JUnit XML of the test runner itself', NO_STANDARD),
  entry('tap', 'Test Anything Protocol', text(/^(TAP version \d+|1\.\.\d+\s*$|(not )?ok \d+)/m), 'write JUnit XML: `prove --formatter TAP::Formatter::JUnit`, or the runner\'s own JUnit reporter', NO_STANDARD),
  // coverage
  entry('clover', 'Clover coverage', both(root('coverage'), (head) => child('project')(head) || attribute('clover', /./)(head)), 'write Cobertura or LCOV: `phpunit --coverage-cobertura`, Istanbul reporter `cobertura` or `lcov`'),
  entry('sonar-coverage', 'SonarQube generic coverage', both(root('coverage'), attribute('version', /^1$/), child('file')), 'write Cobertura or LCOV with the coverage tool itself'),
  entry('opencover', 'OpenCover coverage', root('CoverageSession'), 'write Cobertura: `coverlet --format cobertura` or reportgenerator'),
  entry('dotnet-coverage', 'Visual Studio coverage XML', (head) => root('CoverageDSPriv')(head) || both(root('results'), child('modules'))(head), 'write Cobertura: `dotnet-coverage merge -f cobertura`'),
  entry('trace32', 'TRACE32 coverage', root('TRACE32'), 'export LCOV or Cobertura from TRACE32'),
  entry('bullseye', 'BullseyeCoverage', root('BullseyeCoverage'), 'convert with `covxml --cobertura`'),
  entry('istanbul-summary', 'Istanbul coverage summary', keys('total'), 'write LCOV or Cobertura: reporter `lcov` or `cobertura`'),
  entry('istanbul-final', 'Istanbul coverage data', text(/^\s*\{\s*"[^"]*":\s*\{\s*"path":[^]{0,400}"(statementMap|all)"/), 'write LCOV or Cobertura: `nyc report --reporter=lcov`'),
  entry('coveragepy-json', 'coverage.py JSON', keys('meta', 'files'), 'write Cobertura or LCOV: `coverage xml`, `coverage lcov`'),
  entry('go-coverprofile', 'Go cover profile', text(/^mode: (set|count|atomic)\r?$/m), 'convert it: `gocover-cobertura < cover.out > coverage.xml`'),
  entry('llvm-cov-json', 'llvm-cov export (JSON)', both(keys('data', 'type'), text(/llvm\.coverage\.json\.export/)), 'write LCOV: `llvm-cov export --format=lcov`'),
  entry('llvm-cov-json', 'llvm-cov export (JSON)', (head) => keys('data', 'version')(head) || text(/llvm\.coverage\.json\.export/)(head), 'write LCOV: `llvm-cov export --format=lcov`'),
  entry('gcovr-json', 'gcovr JSON', (head) => keys('gcovr/format_version')(head) || keys('gcovr/summary_format_version')(head), 'write Cobertura or LCOV: `gcovr --cobertura coverage.xml`, `gcovr --lcov`'),
  entry('simplecov', 'SimpleCov', keys('RSpec'), 'write LCOV or Cobertura: simplecov-lcov, simplecov-cobertura', NO_STANDARD),
  entry('coveralls', 'Coveralls JSON', keys('source_files'), 'write Cobertura or LCOV with the coverage tool itself', NO_STANDARD),
  entry('mutation', 'mutation test results', (head) => root('mutations')(head) || keys('schemaVersion', 'thresholds')(head), 'mutation scores are not coverage: attach the file', 'mutation scores are no kind of evidence here'),
  entry('gcov-text', 'gcov text', text(/^\s+-:\s+0:Source:/m), 'write Cobertura or LCOV: `gcovr --cobertura coverage.xml`'),
  // static analysis
  entry('checkstyle', 'Checkstyle XML', root('checkstyle'), 'write SARIF, or convert it: `npx @microsoft/sarif-multitool`'),
  entry('pmd', 'PMD results', root('pmd', 'pmd-cpd'), 'write SARIF: `pmd check --format sarif`'),
  entry('spotbugs', 'SpotBugs results', root('BugCollection'), 'write SARIF: `spotbugs -sarif=report.sarif`'),
  entry('cppcheck', 'Cppcheck results', both(root('results'), (head) => child('errors')(head) || child('cppcheck')(head)), 'write SARIF: `cppcheck --output-format=sarif` (2.16 or newer)'),
  entry('sarif-v1', 'SARIF before 2.1.0', both(keys('runs'), text(/"version"\s*:\s*"(1\.|2\.0)/)), 'convert it: `sarif-multitool transform --sarif-output-version Current`', 'only SARIF 2.1.0 is read'),
  entry('eslint-json', 'ESLint JSON', items('filePath', 'messages'), 'write SARIF: `eslint --format @microsoft/eslint-formatter-sarif`'),
  entry('code-quality', 'GitLab Code Quality', (head) => items('fingerprint', 'location')(head) || items('check_name', 'location')(head), 'write SARIF with the analyser itself'),
  entry('gitlab-security', 'GitLab security report', keys('vulnerabilities', 'scan'), 'write SARIF with the scanner itself'),
  entry('codechecker-json', 'CodeChecker JSON', keys('reports', 'version'), 'write SARIF: `CodeChecker parse -e sarif`'),
  entry('clang-tidy-yaml', 'clang-tidy fixes', text(/^(---\s*\n)?(MainSourceFile|Diagnostics):/m), 'convert clang-tidy\'s output to SARIF: clang-tidy-sarif'),
  entry('coverity', 'Coverity JSON', keys('formatVersion', 'issues'), 'write SARIF with cov-format-errors'),
  entry('pc-lint', 'PC-lint results', both(root('doc'), child('message')), 'write SARIF, or XML through `env-xml`', NO_STANDARD),
  // SBOM, vulnerabilities, VEX
  entry('cyclonedx-xml', 'CycloneDX XML', both(root('bom'), namespace(/cyclonedx\.org/)), 'convert it: `cyclonedx convert --output-format json`'),
  entry('spdx3-json', 'SPDX 3 JSON-LD', both(keys('@context'), text(/spdx\.org\/rdf\/3/)), 'write CycloneDX JSON with the SBOM tool'),
  entry('spdx-json', 'SPDX JSON', keys('spdxVersion'), 'write CycloneDX JSON with the SBOM tool'),
  entry('spdx-tag-value', 'SPDX tag-value', text(/^SPDXVersion:/m), 'write CycloneDX JSON with the SBOM tool'),
  entry('spdx-rdf', 'SPDX RDF', both(root('RDF'), text(/spdx\.org/)), 'write CycloneDX JSON with the SBOM tool', NO_STANDARD),
  entry('syft-json', 'Syft JSON', keys('artifacts', 'artifactRelationships'), 'write CycloneDX: `syft -o cyclonedx-json`', NO_STANDARD),
  entry('csaf', 'CSAF advisory', keys('document'), 'write OpenVEX for the product, or CycloneDX VEX'),
  entry('grype-json', 'Grype JSON', keys('matches', 'descriptor'), 'write SARIF or CycloneDX: `grype -o cyclonedx-json`'),
  entry('trivy-json', 'Trivy JSON', (head) => keys('SchemaVersion')(head) || items('Target', 'Vulnerabilities')(head), 'write SARIF or CycloneDX: `trivy --format cyclonedx`'),
  entry('osv-json', 'OSV-Scanner JSON', both(keys('results'), text(/"packages"\s*:/)), 'write SARIF: `osv-scanner --format sarif`'),
  entry('npm-audit', 'npm audit', (head) => keys('auditReportVersion')(head) || keys('advisories', 'metadata')(head), 'give OSV-Scanner or Trivy results as SARIF'),
  entry('pip-audit', 'pip-audit', keys('dependencies', 'fixes'), 'write CycloneDX: `pip-audit -f cyclonedx-json`'),
  entry('dependency-check', 'Dependency-Check', (head) => root('analysis')(head) || keys('reportSchema', 'scanInfo')(head), 'write SARIF: `--format SARIF`'),
  entry('govulncheck', 'govulncheck', both(keys('config'), text(/govulncheck/)), 'write SARIF or OpenVEX: `govulncheck -format openvex`'),
  // requirements, trace, issues
  entry('specobject', 'OpenFastTrace specobjects', root('specdocument'), 'write needs.json, or a CSV with a column map'),
  entry('reqif', 'ReqIF', root('REQ-IF'), 'export CSV from the requirements tool and map its columns'),
  entry('lobster', 'LOBSTER trace', both(keys('schema', 'generator'), text(/"schema"\s*:\s*"lobster-/)), 'write needs.json, or a CSV with a column map'),
  entry('gitlab-issues', 'GitLab issues', items('iid', 'state'), 'export CSV and map its columns, or write the anomalies list'),
  entry('github-issues', 'GitHub issues', items('number', 'html_url'), 'export CSV and map its columns, or write the anomalies list'),
  entry('jira-json', 'Jira issues', (head) => keys('issues', 'total')(head) || items('fields', 'key')(head), 'export CSV and map its columns'),
  // provenance, archives
  entry('dsse', 'DSSE envelope', keys('payloadType', 'payload'), 'attach it: signed statements of others are not evaluated'),
  entry('in-toto', 'in-toto statement', keys('_type', 'predicateType'), 'attach it, or give the build metadata list'),
  entry('sigstore-bundle', 'Sigstore signature bundle', both(keys('mediaType'), text(/application\/vnd\.dev\.sigstore/)), 'attach it: signatures of others are not evaluated'),
  entry('plist', 'property list', root('plist'), 'give JUnit XML or SARIF', NO_STANDARD),
  entry('catalog', 'a catalogue that is no test report', root('catalog'), 'write JUnit XML: its root is `testsuites` or `testsuite`', NO_STANDARD),
  entry('zip', 'ZIP archive', magic(0x50, 0x4b, 0x03, 0x04), 'unpack it and declare the files', 'archives are not unpacked'),
  entry('gzip', 'gzip file', magic(0x1f, 0x8b), 'unpack it and declare the file', 'archives are not unpacked'),
];

/** The entry that fits the content; undefined when none does. */
export function refusedByName(head: Head): RefusedFormat | undefined {
  return REFUSED.find((format) => format.matches(head));
}
