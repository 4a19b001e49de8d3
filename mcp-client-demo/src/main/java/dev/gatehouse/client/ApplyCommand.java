package dev.gatehouse.client;

import dev.gatehouse.client.Gatehouse.Surroundings;
import dev.gatehouse.client.config.AdminApi;
import dev.gatehouse.client.config.Configuration;
import dev.gatehouse.client.config.Execution;
import dev.gatehouse.client.config.Plan;
import dev.gatehouse.client.config.SecretSource;
import dev.gatehouse.client.config.Wishes;
import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Http;
import dev.gatehouse.client.http.Step;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "apply",
        mixinStandardHelpOptions = true,
        description =
                "Makes the authorization server what the files describe, and prints what it changes. The server sees"
                        + " all of it before anything is changed.")
final class ApplyCommand extends SessionCommand {

    @Mixin
    private AdminOptions adminOptions = new AdminOptions();

    @Mixin
    private PlanOptions planOptions = new PlanOptions();

    @Option(
            names = "--dry-run",
            description =
                    "Print what would be changed and let the server check it; change nothing. Ends with status 1 if"
                            + " there are differences.")
    private boolean dryRun;

    @Option(
            names = "--prune",
            description =
                    "Remove what the files do not describe, of the kinds that they describe at all. Never the client"
                            + " that does this.")
    private boolean prune;

    @Option(names = "--yes", description = "Remove without asking.")
    private boolean yes;

    @Option(
            names = "--set-secrets",
            description = "Set the secrets of clients that are there already, too. Whether they differ is not known.")
    private boolean setSecrets;

    ApplyCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Http http) {
        if (prune && !dryRun && !yes && surroundings().terminal().isEmpty()) {
            throw new Failure(Step.USAGE, "--prune removes things, and nobody can be asked here: add --yes.");
        }
        Configuration configuration = planOptions.configuration();
        AdminApi api = adminOptions.api(http, surroundings(), AdminOptions.WRITING);
        Wishes wishes = new Wishes(prune, setSecrets, adminOptions.clientId(surroundings()));
        Plan plan = Plan.of(configuration, api, wishes);
        SecretSource secrets =
                new SecretSource(surroundings().environment(), http.log().mask());
        Execution execution = new Execution(plan, api, secrets);
        execution.check();
        planOptions.report(plan, surroundings());
        if (dryRun) {
            return plan.isEmpty() ? DONE : DIFFERENCES;
        }
        if (plan.removesAnything() && !yes && !agrees()) {
            http.log().say("Nothing was changed.");
            return DIFFERENCES;
        }
        int made = execution.run();
        http.log().say(made == 0 ? "Nothing was changed." : "Done: " + made + (made == 1 ? " change." : " changes."));
        return DONE;
    }

    private boolean agrees() {
        return surroundings()
                .terminal()
                .map(terminal -> terminal.apply("Make these changes, the removals too? Only yes is taken for it: ")
                        .strip()
                        .equals("yes"))
                .orElse(false);
    }
}
