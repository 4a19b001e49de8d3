package dev.gatehouse.authserver.user;

import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.PageRefusal;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Hashes passwords, and takes the same time to say no whatever the reason (requirement S7, promise P14). Not published as
 * a {@code PasswordEncoder} bean: the authorization server would take it for client secrets.
 */
@Component
class PasswordHashes {

    /** 2^12 rounds: a quarter of a second of a core for each guess. */
    private static final int STRENGTH = 12;

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    /** Some ten seconds' work; who comes then is told to come again. */
    private static final int MOST_WAITING = 40 * PROCESSORS;

    /**
     * Threads of the operating system, which has them and all others take turns. On a request's own thread nobody else would be
     * served before a hash is computed, and a few dozen sign-ins at once would keep everybody waiting for seconds.
     */
    private static final ThreadPoolExecutor THREADS = threads();

    private final PasswordEncoder encoder;

    /** Of no password, but to compare with it is the same work; to compute one would hold up every start. */
    private final String nobodys;

    PasswordHashes() {
        this(STRENGTH);
    }

    PasswordHashes(int strength) {
        this.encoder = new DelegatingPasswordEncoder("bcrypt", Map.of("bcrypt", new BCryptPasswordEncoder(strength)));
        this.nobodys = "{bcrypt}$2a$%02d$".formatted(strength) + "a".repeat(53);
    }

    private static ThreadPoolExecutor threads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                PROCESSORS,
                PROCESSORS,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(MOST_WAITING),
                Thread.ofPlatform().daemon().name("password-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** @throws PageRefusal 503 if too many passwords wait already */
    private static <T> T inTurn(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, THREADS).join();
        } catch (RejectedExecutionException e) {
            throw new PageRefusal(ErrorPage.of(HttpStatus.SERVICE_UNAVAILABLE, "Too many people sign in at the moment")
                    .because("The server has as many passwords to work on as it can in the next seconds.")
                    .remedy("Wait a few seconds, then try again."));
        }
    }

    /**
     * Slow, and behind others: not in a transaction, which would keep a connection to the database meanwhile.
     *
     * @throws IllegalArgumentException if the password breaks a rule, with the sentence that says which
     * @throws PageRefusal 503 if too many passwords wait already
     */
    HashedPassword hash(String password) {
        AccountRules.passwordProblem(password).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        return new HashedPassword(inTurn(() -> Objects.requireNonNull(encoder.encode(password))));
    }

    /**
     * Whether the password is the one that was hashed. Without a hash it is not, after the same work.
     *
     * @throws PageRefusal 503 if too many passwords wait already
     */
    boolean matches(String password, @Nullable String hash) {
        boolean hopeless = hash == null || AccountRules.tooLong(password);
        boolean equal = inTurn(() -> encoder.matches(hopeless ? "x" : password, hopeless ? nobodys : hash));
        return equal && !hopeless;
    }
}
