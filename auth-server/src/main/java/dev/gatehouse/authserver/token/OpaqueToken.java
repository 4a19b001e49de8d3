package dev.gatehouse.authserver.token;

import dev.gatehouse.authserver.secret.Secrets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The value of an authorization code or refresh token: four characters that name the day on which its row is purged,
 * then 256 random bits. The day only says where to look; the hash of the whole value proves it (requirement J5).
 */
final class OpaqueToken {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{47}");

    private OpaqueToken() {}

    static String create(LocalDate purgeOn) {
        return of(purgeOn, Secrets.randomBytes(32));
    }

    /** The same with 32 bytes that are as good as random. */
    static String of(LocalDate purgeOn, byte[] bits) {
        int day = Math.toIntExact(purgeOn.toEpochDay());
        byte[] prefix = {(byte) (day >> 16), (byte) (day >> 8), (byte) day};
        return Secrets.base64Url(prefix) + Secrets.base64Url(bits);
    }

    /** The day in front of the value; empty if the value does not have our form. */
    static Optional<LocalDate> purgeOn(String value) {
        if (!FORM.matcher(value).matches()) {
            return Optional.empty();
        }
        byte[] prefix = Base64.getUrlDecoder().decode(value.substring(0, 4));
        int day = (prefix[0] & 0xff) << 16 | (prefix[1] & 0xff) << 8 | prefix[2] & 0xff;
        return Optional.of(LocalDate.ofEpochDay(day));
    }

    /** The day after the last on which a row with this end can matter, clock skew included. */
    static LocalDate purgeDay(Instant end) {
        return end.atOffset(ZoneOffset.UTC).toLocalDate().plusDays(1);
    }
}
