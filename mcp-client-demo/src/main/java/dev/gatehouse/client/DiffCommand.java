package dev.gatehouse.client;

import dev.gatehouse.client.Gatehouse.Surroundings;
import dev.gatehouse.client.config.AdminApi;
import dev.gatehouse.client.config.Configuration;
import dev.gatehouse.client.config.Plan;
import dev.gatehouse.client.config.Wishes;
import dev.gatehouse.client.http.Http;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = "Says what apply would change. It only reads. Ends with status 1 if there are differences.")
final class DiffCommand extends SessionCommand {

    @Mixin
    private AdminOptions adminOptions = new AdminOptions();

    @Mixin
    private PlanOptions planOptions = new PlanOptions();

    @Option(names = "--prune", description = "Say too what apply --prune would remove.")
    private boolean prune;

    DiffCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Http http) {
        Configuration configuration = planOptions.configuration();
        AdminApi api = adminOptions.api(http, surroundings(), AdminOptions.READING);
        Plan plan = Plan.of(configuration, api, new Wishes(prune, false, adminOptions.clientId(surroundings())));
        planOptions.report(plan, surroundings());
        return plan.isEmpty() ? DONE : DIFFERENCES;
    }
}
