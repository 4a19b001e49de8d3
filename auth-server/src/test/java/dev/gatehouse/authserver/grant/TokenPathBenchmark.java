package dev.gatehouse.authserver.grant;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.client.ClientCopies;
import dev.gatehouse.authserver.client.KnownClient;
import dev.gatehouse.authserver.keys.DerivationKey;
import dev.gatehouse.authserver.keys.DerivationKeys;
import dev.gatehouse.authserver.keys.SigningKeys;
import dev.gatehouse.authserver.policy.TokenDecision;
import dev.gatehouse.authserver.policy.TokenPolicy;
import dev.gatehouse.authserver.policy.TokenRequest;
import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.rule.PolicyRules;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.json.JsonMapper;

/** What a token costs apart from the database and the wire, part by part: {@code bench/parts} runs it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
public class TokenPathBenchmark {

    private static final String CLIENT = "M2M";

    private static final String TYPE = "at+jwt";

    private final Instant now = Instant.now();

    private final String secret = Secrets.random256();

    private TestServer server;

    private SigningKeys keys;

    private KnownClient known;

    private ResourceServer resource;

    private PolicyRules rules;

    private JsonMapper json;

    private DerivationKey derivation;

    private JWTClaimsSet claims;

    private String token;

    private TokenRequest request;

    @Setup
    public void start() {
        server = TestServer.start(TestServer.arguments(Database.H2, TestServer.temporaryFolder()));
        keys = server.bean(SigningKeys.class);
        known = server.bean(ClientCopies.class).read(CLIENT).orElseThrow();
        resource = server.bean(ResourceDirectory.class).find(Oauth.RS1).orElseThrow();
        rules = server.bean(PolicyRules.class);
        json = server.bean(JsonMapper.class);
        derivation = server.bean(DerivationKeys.class).current();
        claims = new JWTClaimsSet.Builder()
                .issuer(server.issuer())
                .subject("client:" + CLIENT)
                .audience(resource.uri())
                .claim("client_id", CLIENT)
                .claim("scope", "tools:read")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(Duration.ofHours(1))))
                .jwtID(secret)
                .build();
        token = keys.sign(resource.signingAlgorithm(), TYPE, claims);
        request = new TokenRequest(
                known.client(),
                resource,
                Set.of("tools:read"),
                Set.of("tools:read"),
                now,
                now.plus(Duration.ofHours(1)),
                rules.limits(known.client(), resource, null));
    }

    @TearDown
    public void stop() {
        server.close();
    }

    @Benchmark
    public boolean secretOfAClient() {
        return known.hasSecret(secret, now);
    }

    @Benchmark
    public TokenDecision decision() {
        return TokenPolicy.decide(request, now);
    }

    @Benchmark
    public Object limitsByRules() {
        return rules.limits(known.client(), resource, null);
    }

    @Benchmark
    public String newSecret() {
        return Secrets.random256();
    }

    @Benchmark
    public byte[] hashToStore() {
        return Secrets.sha256(secret);
    }

    @Benchmark
    public byte[] successorOfARefreshToken() {
        return derivation.derive(secret);
    }

    @Benchmark
    public String signature() {
        return keys.sign(resource.signingAlgorithm(), TYPE, claims);
    }

    /** Verified anew the first time; then only looked up, as when an MCP server asks about it again. */
    @Benchmark
    public Optional<JWTClaimsSet> introspectedAgain() {
        return keys.verify(token, TYPE);
    }

    @Benchmark
    public String auditEntry() {
        return json.writeValueAsString(AuditEvent.done("token.issued")
                .by("client:" + CLIENT)
                .client(CLIENT)
                .resource(resource.uri())
                .with("scope_asked", "tools:read")
                .with("scope_granted", "tools:read")
                .with("expires_at", now)
                .facts());
    }
}
