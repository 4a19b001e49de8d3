package dev.gatehouse.client;

import dev.gatehouse.client.Gatehouse.Surroundings;
import dev.gatehouse.client.config.Configuration;
import dev.gatehouse.client.config.Plan;
import dev.gatehouse.client.config.PlanReport;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which files, and how a plan is shown. */
final class PlanOptions {

    @Option(
            names = {"-f", "--files"},
            required = true,
            paramLabel = "DIR|FILE",
            description = "A file, or a folder whose .yaml, .yml and .json files are read, also in folders below.")
    private Path files = Path.of("");

    @Option(names = "--json", description = "Print the differences as JSON.")
    private boolean json;

    Configuration configuration() {
        return Configuration.read(files);
    }

    void report(Plan plan, Surroundings surroundings) {
        PlanReport report = new PlanReport(plan);
        if (json) {
            surroundings.out().println(report.toJson());
        } else {
            // https://no-color.org
            boolean wanted =
                    surroundings.environment().getOrDefault("NO_COLOR", "").isEmpty();
            report.print(surroundings.out(), wanted && surroundings.terminal().isPresent());
        }
    }
}
