package dev.gatehouse.authserver.token;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.keys.SigningKeys;
import dev.gatehouse.authserver.policy.ScopeNames;
import dev.gatehouse.authserver.policy.TokenDecision;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.web.Issuer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Issues codes and tokens, finds them by their value, and consumes them once. Callers bring the transaction. */
@Component
public class Tokens {

    private static final String ACCESS_TOKEN_TYPE = "at+jwt";

    private final TokenStore store;

    private final CodeCopies copies;

    private final RefreshRotation rotation;

    private final SigningKeys keys;

    private final Issuer issuer;

    private final TokenProperties properties;

    Tokens(
            TokenStore store,
            CodeCopies copies,
            RefreshRotation rotation,
            SigningKeys keys,
            Issuer issuer,
            TokenProperties properties) {
        this.store = store;
        this.copies = copies;
        this.rotation = rotation;
        this.keys = keys;
        this.issuer = issuer;
        this.properties = properties;
    }

    /** Stores the client's family with a new authorization code and returns the code (requirement Z9). */
    public String issueCode(GrantFamily family, Client client, Instant now) {
        store.addFamily(family);
        Instant end = earlier(now.plus(properties.codeLifetime()), family.absoluteExpiresAt());
        LocalDate purgeOn = OpaqueToken.purgeDay(family.absoluteExpiresAt());
        String code = OpaqueToken.create(purgeOn);
        store.add(family.id(), TokenType.CODE, purgeOn, code, family.scopes(), family.dpopJkt(), 0, now, end);
        copies.keep(StoredToken.newCode(purgeOn, Secrets.sha256(code), family, client.clientId(), now, end));
        return code;
    }

    /** Stores a family that starts with a token, as a machine grant's does. */
    public void addFamily(GrantFamily family) {
        store.addFamily(family);
    }

    /** The code as it was issued; its state may be of that moment too, so that only {@link #consume} and {@link #use} decide. */
    public Optional<StoredToken> findCode(String value) {
        return copies.take(Secrets.sha256(value)).or(() -> findOpaque(TokenType.CODE, value));
    }

    public Optional<StoredToken> findRefreshToken(String value) {
        return findOpaque(TokenType.REFRESH, value);
    }

    /** The record of an access token that we signed; empty for any other value. */
    public Optional<StoredToken> findAccessToken(String value) {
        return keys.verify(value, ACCESS_TOKEN_TYPE).flatMap(this::findByClaims);
    }

    /** Marks the token used; of any number of attempts at once, on any number of nodes, one gets true (promise P01). */
    public boolean consume(StoredToken token, Instant now) {
        return store.consume(token, now);
    }

    /**
     * Uses the family: holds it until the transaction ends and tells whether it is in force as it was read, and its client may
     * act. What revokes, narrows or shortens it comes wholly before what follows, or wholly after it.
     */
    public boolean use(GrantFamily family, Instant now) {
        return store.use(family, now);
    }

    /** The first refresh token of a family; null where the client has no such grant, or no person stands behind it. */
    public @Nullable String firstRefreshToken(GrantFamily family, Client client, Instant now) {
        if (family.userId() == null || !client.grantTypes().contains("refresh_token")) {
            return null;
        }
        LocalDate purgeOn = OpaqueToken.purgeDay(family.absoluteExpiresAt());
        String value = OpaqueToken.create(purgeOn);
        addRefreshToken(family, purgeOn, value, 0, now);
        return value;
    }

    /**
     * Uses the refresh token up and stores its one successor; empty if it was used before. The caller holds the family.
     *
     * @param presented the value that the token was found by
     */
    public Optional<String> rotate(StoredToken token, String presented, Instant now) {
        Optional<String> successor = rotation.rotate(token, presented, now);
        successor.ifPresent(
                value -> addRefreshToken(token.family(), token.purgeOn(), value, token.generation() + 1, now));
        return successor;
    }

    /** What a refresh token leads to that was rotated before. The caller holds the family. */
    public RefreshReplay replay(StoredToken token, String presented) {
        return rotation.replay(token, presented);
    }

    /** A refresh token always has the whole family's scopes (F2), so that narrowing one access token loses nothing. */
    private void addRefreshToken(GrantFamily family, LocalDate purgeOn, String value, int generation, Instant now) {
        Instant end = earlier(now.plus(properties.refreshIdle()), family.absoluteExpiresAt());
        store.add(
                family.id(),
                TokenType.REFRESH,
                purgeOn,
                value,
                family.scopes(),
                family.dpopJkt(),
                generation,
                now,
                end);
    }

    /**
     * Issues an access token.
     *
     * <p>The first key that a public client shows binds all later refresh tokens (RFC 9449 section 5); a confidential
     * client's are bound to its authentication.
     *
     * @param subject {@code sub}: the person's id, or the client's own name where it acts for itself
     * @param dpopJkt thumbprint of the key that the access token is bound to; null for a bearer token
     * @param pair the access token's name, and what goes with it
     */
    public IssuedTokens issue(
            GrantFamily family,
            Client client,
            ResourceServer resource,
            TokenDecision.Granted granted,
            String subject,
            @Nullable String dpopJkt,
            TokenPair pair,
            Instant now) {
        if (dpopJkt != null && family.dpopJkt() == null && client.isPublic()) {
            store.bindFamily(family.id(), dpopJkt);
        }
        Instant issuedAt = now.truncatedTo(ChronoUnit.SECONDS);
        Set<String> scopes = ofAccessToken(granted);
        String accessToken =
                sign(client, resource, scopes, subject, dpopJkt, pair.jti(), issuedAt, granted.expiresAt());
        store.add(
                family.id(),
                TokenType.ACCESS,
                OpaqueToken.purgeDay(granted.expiresAt()),
                pair.jti(),
                scopes,
                dpopJkt,
                0,
                issuedAt,
                granted.expiresAt());
        return new IssuedTokens(
                accessToken, issuedAt, granted.expiresAt(), pair.refreshToken(), granted.scopes(), dpopJkt != null);
    }

    /**
     * Signs an access token of a moment ago anew, with all that its record says: its name, its times, its scope and its
     * key. Nothing is stored. Empty unless it is in force and exactly what is granted now.
     */
    public Optional<IssuedTokens> again(
            Client client,
            ResourceServer resource,
            TokenDecision.Granted granted,
            String subject,
            @Nullable String dpopJkt,
            TokenPair pair,
            Instant now) {
        Set<String> scopes = ofAccessToken(granted);
        // Issued within the replay window, so it is purged on the same day or the one before.
        LocalDate purgeOn = OpaqueToken.purgeDay(granted.expiresAt());
        return store.find(TokenType.ACCESS, purgeOn, pair.jti())
                .or(() -> store.find(TokenType.ACCESS, purgeOn.minusDays(1), pair.jti()))
                .filter(token ->
                        token.live(now) && token.scopes().equals(scopes) && Objects.equals(token.dpopJkt(), dpopJkt))
                .map(token -> new IssuedTokens(
                        sign(
                                client,
                                resource,
                                scopes,
                                subject,
                                dpopJkt,
                                pair.jti(),
                                token.issuedAt(),
                                token.expiresAt()),
                        now.truncatedTo(ChronoUnit.SECONDS),
                        token.expiresAt(),
                        pair.refreshToken(),
                        granted.scopes(),
                        dpopJkt != null));
    }

    private static Set<String> ofAccessToken(TokenDecision.Granted granted) {
        Set<String> scopes = new LinkedHashSet<>(granted.scopes());
        scopes.remove(ScopeNames.OFFLINE_ACCESS);
        return scopes;
    }

    private String sign(
            Client client,
            ResourceServer resource,
            Set<String> scopes,
            String subject,
            @Nullable String dpopJkt,
            String jti,
            Instant issuedAt,
            Instant expiresAt) {
        // RFC 9068 section 2.2; one audience (section 3), scope as the string of RFC 8693 section 4.2
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer.value())
                .subject(subject)
                .audience(resource.uri())
                .claim("client_id", client.clientId())
                .claim("scope", ScopeNames.format(scopes))
                .issueTime(Date.from(issuedAt))
                .expirationTime(Date.from(expiresAt))
                .jwtID(jti);
        if (dpopJkt != null) {
            claims.claim("cnf", Map.of("jkt", dpopJkt));
        }
        return keys.sign(resource.signingAlgorithm(), ACCESS_TOKEN_TYPE, claims.build());
    }

    private Optional<StoredToken> findOpaque(TokenType type, String value) {
        return OpaqueToken.purgeOn(value).flatMap(purgeOn -> store.find(type, purgeOn, value));
    }

    private Optional<StoredToken> findByClaims(JWTClaimsSet claims) {
        String jti = claims.getJWTID();
        @Nullable Date expires = claims.getExpirationTime();
        if (jti == null || expires == null || !issuer.value().equals(claims.getIssuer())) {
            return Optional.empty();
        }
        return store.find(TokenType.ACCESS, OpaqueToken.purgeDay(expires.toInstant()), jti);
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
