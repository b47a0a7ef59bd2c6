/**
 * Lines as they stand in logs and reports of pipelines, written before the rules were looked at: what a scan finds of them is a number that is
 * held by a test and printed in docs/credentials.md. All secrets are invented; a bar splits each, so that a scanner over this repository finds none.
 */
const plain = (line: string): string => line.replaceAll('¦', '');

/** A line that tells a secret, and the secret. In the table it stands between « and ». */
export interface Leak { readonly line: string; readonly secret: string }

const LINES = `
CI_JOB_TOKEN=«glcbt-¦64_5LdTGjjGu5PDHHIUrQdM»
declare -x GITLAB_TOKEN="«glp¦at-j1v3X-n7e90me-BU_vs7»"
export CI_REGISTRY_PASSWORD='«avDsREymZzoU¦8nDX7rnx5xrb»'
GITHUB_TOKEN=«gh¦s_BExM3tnY4WftHKrmUeUKjuZSibyToBcCcRtI»
GH_PAT: «github¦_pat_2LQmspJLc0DTFuvEVViv3F_QdGLtPTT1VWe558UtmSOv6McDFwszX8wZJosFxTRaB9NlBfvWxrryPsatlI»
  ACTIONS_RUNTIME_TOKEN=«ey¦J0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.ey¦JzdWIiOiJydW5uZXItMTIiWN2EABTPu1m0ugeWOg7GLqwSBIPt3oILT9RIKTze.8E97AJISWXiRI92CVCPMuRsF1maLucrPtZEViP91KeRFiME6Zuxk5Sb0IfSWJ9mdbzfK1n-jDwVEgbf55KuQdB»
JENKINS_API_TOKEN=«116e2b152aa3abcd9¦42cde1a22959ee472»
NEXUS_DEPLOY_PASSWORD=«U0RmioeY¦Fwp2EBcb»
SONAR_TOKEN=«sq¦p_486441fdd56cf00ab1e0842f46694c67cc2f5fe3»
BITBUCKET_APP_PASSWORD=«ATBBR1vvvHlEbPfxS8¦KR48y8AbM2yzK4gUOZ»
["DEPLOY_PASSWORD", "«7Vz7qyl7R¦53FEb8st8»"]
("DB_PASSWORD","«tr0ub4do¦r-s0su3s»")
<property name="env.AWS_SECRET_ACCESS_KEY" value="«9xVl62DmX/7bzEesW8ra¦uyH8j1vwhIT/A7rP/eAm»"/>
<property name="env.AWS_ACCESS_KEY_ID" value="«AK¦IAUY6RFQCHJI65GKBZ»"/>
<property name="javax.net.ssl.keyStorePassword" value="«JX1F3Z¦ewf32y»"/>
<property name="javax.net.ssl.trustStorePassword" value="«s3aling-¦63fnvicp»"/>
<property value="«SVQhdVugFk¦Y6AzOUQEf3»" name="gradle.publish.secret"/>
<property name="sun.java.command" value="surefirebooter.jar -Dnexus.user=ci -Dnexus.password=«4QI04J7¦4nqAXll» -Dfile.encoding=UTF-8"/>
<property name="spring.datasource.password" value="«m3r1d14¦n-vfkwz»"/>
<property name="MAVEN_GPG_PASSPHRASE" value="«correct-gfoge¦m-battery-77ts»"/>
<property name="env.ARTIFACTORY_API_KEY" value="«AKCp¦TXULNGNuEz6e5qnuDLqPYcn4lxgRwhKLSS18Coir262u7OrPvHttIDuBbJODqvyiHtUMP»"/>
<property name="http.proxyPassword" value="«yhuca¦Z1Sps»"/>
<property name="signing.password">«7zomeZE¦iMEGE5ua»</property>
2026-11-20 10:14:02 DEBUG HikariPool - jdbc:postgresql://db.test:5432/meridian?user=ci&password=«IPemHd¦nnNrCSX»
Connecting to postgres://meridian:«AvNmT9e¦wHuIwPy»@db.internal:5432/results
[main] INFO amqp - amqp://ci-runner:«6zy4lq2s¦ss3n3xnc»@rabbit:5672/vhost
mongodb+srv://qa:«4NWPDEIK¦G2PfLWfx»@cluster0.example.mongodb.net/test?retryWrites=true
redis://:«40b66dc3a296eddc¦ec6d55480d0b5819»@cache:6379/0
Server=tcp:meridian.database.windows.net,1433;Initial Catalog=qa;User ID=ci;Password=«yvl3T5WY¦h5ydDD1D»;Encrypt=True
DefaultEndpointsProtocol=https;AccountName=meridianqa;AccountKey=«kBdxNDLRzD4mQtC5dsq62JlYIArGzm0sJjcXV8Om6s+A¦bB4y8rugiFs89OoZEk6m8MihTA6VR+NGlpdz2xKPKe==»;EndpointSuffix=core.windows.net
Endpoint=sb://meridian.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=«47MsOxLaiPn50uZlQytYYQ¦3UL+FL2L+qSSIoEYdZAbR=»
https://meridianqa.blob.core.windows.net/ev?sv=2024-11-04&ss=b&srt=o&sp=r&se=2026-12-01&sig=«FpbStHaboq6ldmb5NK8Zft6¦445qby4pRAdsShJHm%2Bs%3D»
sqlplus meridian/«suDJ2x¦jxQBoF»@//ora.test:1521/QA
//registry.npmjs.org/:_authToken=«np¦m_erIyzNenMepyOZNaxjPcchOaiR4OkTcZNWeD»
_auth=«pZbrEKa5Sgy2awReQyI8¦Mj8YCHNBCv9cTG2+jP==»
index-url = https://ci:«kCnbUASpEQ¦oB5Wy6AvXI»@pypi.example.com/simple
TWINE_PASSWORD=«py¦pi-AgEIcHlwaS5vcmcLm4B7KF6LVC6O3TEo2tqflj4ll4kFXCZ1sy-5ZzITbjs2SCHC7Q-avYjViRlZUTTeKMxyZ6p3nCShO5dAqUwYUE6wS»
"auths": {"registry.example.com": {"auth": "«Y2ktcnVubmVyOkdNbHUz¦RVBwYzVMYjN4V0RBZA==»"}}
docker login -u ci -p «rojWxZ0nx¦BcpCZBCRZ» registry.example.com
machine gitlab.example.com login ci password «hfR9gs6KIx¦1ATdrd17oR»
<server><id>releases</id><username>ci</username><password>«rDSfXPS¦rJsxNlL»</password></server>
NUGET_API_KEY=«oy254vvqanrgov9rf2cayu9¦zky9u9f46wxpgwphrq9rwla»
aws_session_token = «kEQBhdbV1fqO5WKCSOgwBgD83/K69/HXTI2JcbKvDlQxgmUpRNTj3Zg2/2cr¦D97K+3LNV2kuovN/NSMc4oscIFVJEfoehVFNlHROH6GEi9j9P2dS4bu67aD2»
"private_key_id": "b38544c8ee3879a2ee0c1e46d42c2db822e470f5", "private_key": "«-----BEGIN ¦PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCdHlhpePSp7UbD8MAUIaaCUsWAI1PZeEn70jzjAgP4YFbplcl6xXCB2LXGbJo\\n-----END PRIVATE KEY-----»\\n"
GOOGLE_API_KEY=«AI¦zafI7CjBm80GdCuMw1xBwbRhqAka3IV-N87ck»
ARM_CLIENT_SECRET=«DCF8Q~eMAo_CD-JPezN7¦c-FlRHDm71iMChlXpllI»
client-key-data: «wTAwY4zDpZDs4det72DswVOECC6jzIZdiugQ8peS+JtVPrewh2d6FienFjTL¦3GI9xbf4AXEw81+HX+BGrDMvbye1oG6i03bXKGpAPvjMOH/fJQtxiVC50ERV»
    token: «ey¦JhbGciOiJSUzI1NiIsImtpZCI6IiJ9.ey¦Jpc3MiOiJrdWJlcm5ldGVz1KwHDeZGfKLxObaNWQLEkAVc5PIwV6zBX7grg9JVRsNl3LpFCvTa7Twost1V.TS14pJrICkdkP5hctN7I_HIurjpsgpnAU6u2JcBv8DQde_3-LOrz7yFc56ZNOT8GX2KBs8qC2eTONUFLWetULz»
db_password = "«a24RYF7G¦EyLyQac6»" # terraform output -json
"admin_password":{"sensitive":true,"type":"string","value":"«xSyu9zQBjx¦dvAHdPVgVK»"}
VAULT_TOKEN=«hv¦s.g6amUXKDuXAbZcrgWESs5WK2»
> Authorization: Bearer «ozcleYG9IV0H5GjDVPzp¦ZbieDzHapsxJMPGkf3EM»
DEBUG http - Authorization: Basic «Y2k6b2lHY2ZqQn¦owUnNaVWRDbw==»
PRIVATE-TOKEN: «mrtDCCPrQR¦m0V_OaVRhO»
X-Api-Key: «99d7e32da511f699¦f254804e40e6c2fc»
curl -u ci:«3DwCY1z0¦ZxgfL414» https://jenkins.example.com/job/meridian/build
https://hooks.slack.com/services/«TONGHPPFX/BAMDMOKLL/S0¦raYRGFGjGaXKcBWTp1phYl»
SLACK_BOT_TOKEN=«xo¦xb-616692908593-238865555321-pAKQDXNhEDhc2mHJ6FP0rKFh»
Set-Cookie: JSESSIONID=«01ae78731c469404¦4b98b3ac0fb78240»; Path=/; HttpOnly
git clone https://oauth2:«KAwjOvunlB¦VHw4qG6XWN»@gitlab.example.com/meridian/firmware.git
-----BEGIN «¦OPENSSH PRIVATE KEY-----»
-----BEGIN RSA «¦PRIVATE KEY-----»
openssl pkcs12 -export -passout pass:«mbB8Rk¦YC8AKK» -out signer.p12
mysqldump --user=qa --password=«sgFlEws¦0VE6v19» meridian
SSHPASS=«DhxSR6¦Gwj7WC» sshpass -e scp report.html ci@files:/srv
`;

export const LEAKS: readonly Leak[] = LINES.trim().split('\n').map((line) => ({ line: plain(line).replace(/[«»]/gu, ''), secret: /«(.*)»/u.exec(plain(line))![1]! }));

const LOOK_ALIKES = `
sha256:46eacfaa9b010d80f4c63eafa2368a9ce9b1f3a9d09f9f62a3199596634ba8a7
"digest": "sha512:7c74d9818b52ecba539c271494972ba15ab9b4481388bf6dedde5383fc4fab826bd0e9cb4f87577733902b425f0066d66d86f28a9c3bb3e3f540124c8854735f",
integrity="sha512-iho1OtaPANTyrcwaBk2UXXaQ82CE7Q+tNjviLTx6pAoI1iKs+sPFagXPTY9qB5ppTAlMaTxc9kCUl4Pr2mRk5x=="
commit a6610db64a410ae1e13c44e4f585b1b723c1cf05
CI_COMMIT_SHA=93b284decc6ed4acf8693afb3d6da43243c34365
GITHUB_SHA=5ece35973c15f603c6859300c3cab2fe6311e364
pkg:maven/org.bouncycastle/bcprov-jdk18on@1.78.1?type=jar
pkg:npm/%40secretlint/core@9.3.4
"serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
"bom-ref": "token-bucket@1.4.2", "name": "token-bucket",
ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIbjrbq7NvhjvEE7aZ5kRM8FZp9Dt1aNLcE1QV9LsWVYK ci@example.com
-----BEGIN ¦PUBLIC KEY-----
-----BEGIN CERTIFICATE-----
MIIBszCCAVmgAwIBAgIUfVzTJvgWJ4aAaoN5hrrhSUeTo20J2iExoTg/ozo5Tt2I9+
-----END CERTIFICATE-----
CI_JOB_TOKEN=[MASKED]
DB_PASSWORD=********
export NPM_TOKEN=\${NPM_TOKEN}
password: $DB_PASSWORD
<property name="javax.net.ssl.keyStorePassword" value=""/>
<property name="db.password" value="***"/>
<property name="secret.name" value="release-signing"/>
<property name="CI_JOB_TOKEN" value="&lt;redacted&gt;"/>
GITHUB_TOKEN: \${{ secrets.GITHUB_TOKEN }}
PASSWORD=changeme
password = "xxxxxxxx"
password: <your password>
api_key=YOUR_API_KEY_HERE
aws_access_key_id = AKIA¦IOSFODNN7EXAMPLE
SRS-041: The device shall enforce the password policy of the hospital.
RC-014: Password entry is locked for 30 s after three failures.
HAZ-007 secret key of the pump pairing becomes known
<testcase classname="auth.test_password" name="test_password_reset" time="0.014"/>
<testcase classname="LoginTest" name="rejectsWrongPassword[password=short]" time="0.002"/>
test_token_expired_returns_401 PASSED
should reject a token that is older than 15 minutes
token_count=512
max_tokens=4096
tokenizer=cl100k_base
"tokens": 1832, "keys": 12
password_min_length = 12
passwordPolicy=strong-v2
secretKeyRef: pump-pairing
secretName: meridian-tls
keyStoreType=PKCS12
javax.net.ssl.trustStore=/etc/ssl/certs/java/cacerts
	at com.meridian.auth.TokenService.refresh(TokenService.java:118)
	at org.junit.jupiter.engine.execution.MethodInvocation.proceed(MethodInvocation.java:60)
AssertionError: expected 'invalid password' but was 'ok'
java.lang.IllegalArgumentException: password must not be null
<class name="PasswordHasher" filename="src/auth/password_hasher.c" line-rate="0.96" branch-rate="0.88"/>
<line number="118" hits="42" branch="true" condition-coverage="75% (3/4)"/>
SF:src/auth/token_cache.c
![logo](data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAgPSNDY+/UvFHdMqsPuxShu67xjFzeozeH/BHQyMk0nQQG4p9SgFdNMHjag+M23Q5LbQ6HgQEGEP25s7Doac/oznjYjRFNVYo/rLe
src/auth/session_token.c:88:12: warning: variable 'token' set but not used [-Wunused-but-set-variable]
{"ruleId":"no-hardcoded-credentials","message":"Password is hard-coded","line":12}
CVE-2024-6387: signal handler race in sshd; key exchange unaffected
Authorization: Bearer <token>
Authorization: Basic [filtered]
https://gitlab.example.com/meridian/firmware/-/jobs/8841230/artifacts?job=unit
postgres://localhost:5432/meridian_test
JAVA_OPTS=-Xmx512m -Dfile.encoding=UTF-8 -Djava.io.tmpdir=/tmp
"credentials": "same-origin"
api_key_rotation_days=90
"checksumSHA256": "oT9Al0mK6ocvj3IwhWf2DYLXg5c1yldA2IQn1zV7ssC="
X-Request-Id: 3581df2499e63909afc6ae32582538c9
"signature": "MEUCIQDu1q31WiOVhDkZx6i7QDroybCh0AD4zeq/thXjYtjrs98N/WtnI0GNSIqoLekoVPF2WzZmghtPXuB42L1msp9ksSD=="
rekor uuid 423f6534940bbe6759cf667bbc7389380ac62e46611d1bbb21c158201a5a231ca387c415a5b5523f
`;

/** Lines that tell none, and look as if. */
export const HARMLESS: readonly string[] = LOOK_ALIKES.slice(1, -1).split('\n').map(plain);
