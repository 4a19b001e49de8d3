package dev.gatehouse.authserver.registration;

import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.cluster.Changes;
import dev.gatehouse.authserver.command.DatabaseProgram;
import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.resource.ResourceServer;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes, lists and revokes initial access tokens from the command line, on the server's own database and configuration.
 * The value of one is printed once, when it is made: {@code java -jar auth-server.jar initial-access-token --uses=5}.
 */
@EnableAutoConfiguration
@ComponentScan(basePackageClasses = {AuditLog.class, Changes.class, ResourceDirectory.class})
@ComponentScan(
        basePackages = "dev.gatehouse.authserver.web",
        useDefaultFilters = false,
        includeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*\\.WebConfiguration"))
public class InitialAccessTokenProgram {

    /** The first argument that asks for it. */
    public static final String NAME = "initial-access-token";

    /**
     * @param arguments what follows {@link #NAME}; properties of the server may be among them
     * @return the exit status: 0 where it was done, 1 where the database cannot be used or has no such token, 2 for wrong usage
     */
    public static int run(String[] arguments, PrintStream out, PrintStream err) {
        ApplicationArguments parsed = new DefaultApplicationArguments(arguments);
        InitialAccessTokenCommand command;
        try {
            if (!parsed.getNonOptionArgs().isEmpty()) {
                throw new IllegalArgumentException("Not understood: " + parsed.getNonOptionArgs());
            }
            command = InitialAccessTokenCommand.parse(parsed);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println(InitialAccessTokenCommand.USAGE);
            return 2;
        }
        return DatabaseProgram.run(
                InitialAccessTokenProgram.class, arguments, err, context -> perform(command, context, out, err));
    }

    private static int perform(
            InitialAccessTokenCommand command, ApplicationContext context, PrintStream out, PrintStream err) {
        InitialAccessTokens tokens = new InitialAccessTokens(
                context.getBean(JdbcClient.class),
                context.getBean(AuditLog.class),
                context.getBean(InstantSource.class));
        TransactionTemplate transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
        switch (command) {
            case InitialAccessTokenCommand.Create create -> {
                RegistrationPermit permit = known(create.permit(), context.getBean(ResourceDirectory.class));
                String value = transaction.execute(status -> tokens.create(permit, create.uses(), create.lifetime()));
                out.println(Objects.requireNonNull(value));
            }
            case InitialAccessTokenCommand.Show ignored -> {
                out.println("id\tlabel\tuses left\texpires\tresources\tredirect hosts");
                tokens.all().forEach(token -> out.println(line(token)));
            }
            case InitialAccessTokenCommand.Revoke revoke -> {
                if (!Boolean.TRUE.equals(transaction.execute(status -> tokens.revoke(revoke.id())))) {
                    err.println("There is no initial access token " + revoke.id());
                    return 1;
                }
            }
        }
        return 0;
    }

    private static String line(InitialAccessTokens.Listed token) {
        return String.join(
                "\t",
                token.id().toString(),
                token.permit().label(),
                Integer.toString(token.usesLeft()),
                token.expiresAt().toString(),
                anyOr(token.permit().resources()),
                anyOr(token.permit().redirectHosts()));
    }

    private static String anyOr(Set<String> names) {
        return names.isEmpty() ? "any" : String.join(" ", new TreeSet<>(names));
    }

    /** With the resources as the server writes them. */
    private static RegistrationPermit known(RegistrationPermit permit, ResourceDirectory resources) {
        Set<String> canonical = permit.resources().stream()
                .map(uri -> resources
                        .find(uri)
                        .map(ResourceServer::uri)
                        .orElseThrow(() -> new IllegalArgumentException("There is no resource " + uri)))
                .collect(Collectors.toSet());
        return new RegistrationPermit(permit.label(), canonical, permit.redirectHosts());
    }
}
