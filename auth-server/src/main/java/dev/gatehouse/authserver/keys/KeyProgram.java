package dev.gatehouse.authserver.keys;

import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.cluster.Locks;
import dev.gatehouse.authserver.command.DatabaseProgram;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;

/**
 * Rotates the keys at once, or encrypts them anew, from the command line, on the server's own database and configuration:
 * {@code java -jar auth-server.jar rotate-keys}. Beside running nodes, which see it within half a minute.
 */
@EnableAutoConfiguration
@ComponentScan(basePackageClasses = {AuditLog.class, Locks.class})
@ComponentScan(
        basePackages = {"dev.gatehouse.authserver.web", "dev.gatehouse.authserver.secret"},
        useDefaultFilters = false,
        includeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern = ".*\\.(WebConfiguration|KeyEncryptionKeyConfiguration)"))
@Import({
    KeyConfiguration.class,
    SigningKeyStore.class,
    SigningKeyRotation.class,
    DerivationKeyStore.class,
    EmergencyRotation.class,
    RewrappedKeys.class
})
public class KeyProgram {

    /** The first argument: the one that rotates, and the one that encrypts anew. */
    public static final Set<String> NAMES = Set.of("rotate-keys", "rewrap-keys");

    private static final String USAGE = """
            usage: rotate-keys [--emergency]
                   rewrap-keys
            rotate-keys lets the next signing keys sign as soon as they have been published for 10 minutes, and
            makes them where there are none. With --emergency new keys sign at once and all others are dropped.
            rewrap-keys encrypts every stored key under the first key-encryption key.""";

    private static final String CONSEQUENCE = """
            What the dropped keys signed is worth nothing any more: introspection says so within 30 seconds, and an MCP server
            that keeps the keys for 5 minutes may take it for so long. It may also refuse new tokens for so long. Clients with
            a refresh token get new ones by themselves.""";

    /**
     * @param arguments one of {@link #NAMES} and what follows; properties of the server may be among them
     * @return the exit status: 0 where it was done, 1 where the database or a key cannot be used, 2 for wrong usage
     */
    public static int run(String[] arguments, PrintStream out, PrintStream err) {
        String[] options = Arrays.copyOfRange(arguments, 1, arguments.length);
        ApplicationArguments parsed = new DefaultApplicationArguments(options);
        boolean rotates = arguments[0].equals("rotate-keys");
        try {
            check(parsed, rotates ? Set.of("emergency") : Set.of());
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println(USAGE);
            return 2;
        }
        return DatabaseProgram.run(KeyProgram.class, options, err, context -> {
            if (rotates) {
                rotate(context, parsed.containsOption("emergency"), out);
            } else {
                rewrap(context.getBean(RewrappedKeys.class), out);
            }
            return 0;
        });
    }

    /** Every other option is one of the server's properties, whose names have dots. */
    private static void check(ApplicationArguments parsed, Set<String> known) {
        if (!parsed.getNonOptionArgs().isEmpty()) {
            throw new IllegalArgumentException("Not understood: " + parsed.getNonOptionArgs());
        }
        for (String name : parsed.getOptionNames()) {
            if (!name.contains(".") && !known.contains(name)) {
                throw new IllegalArgumentException("There is no option --" + name);
            }
            if (known.contains(name) && !List.of().equals(parsed.getOptionValues(name))) {
                throw new IllegalArgumentException("--" + name + " takes no value");
            }
        }
    }

    private static void rotate(ApplicationContext context, boolean emergency, PrintStream out) {
        if (emergency) {
            context.getBean(EmergencyRotation.class).replaceAll().forEach(out::println);
            out.println(CONSEQUENCE);
        } else {
            context.getBean(SigningKeyRotation.class).rotate().forEach(out::println);
            out.println(derived(context.getBean(DerivationKeyStore.class).rotate()));
        }
    }

    static String derived(String keyId) {
        return "refresh tokens: derived by " + keyId + " from now on";
    }

    private static void rewrap(RewrappedKeys keys, PrintStream out) {
        int rewrapped = keys.rewrap();
        out.println("Encrypted anew under key-encryption key " + keys.keyId() + ": " + rewrapped
                + (rewrapped == 1 ? " key" : " keys"));
    }
}
