package dev.gatehouse.client;

import dev.gatehouse.client.Gatehouse.Surroundings;
import dev.gatehouse.client.config.Export;
import dev.gatehouse.client.http.Http;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description =
                "Writes what is there as files that apply reads back without a difference. It only reads, and there"
                        + " are no secrets in it.")
final class ExportCommand extends SessionCommand {

    @Mixin
    private AdminOptions adminOptions = new AdminOptions();

    @Option(
            names = {"-f", "--files"},
            paramLabel = "DIR",
            description = "The folder that gets a file for each kind. Default: all goes to the standard output.")
    private @Nullable Path folder;

    @Option(names = "--overwrite", description = "Replace these files where they are there already.")
    private boolean overwrite;

    ExportCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Http http) {
        Export export = Export.of(adminOptions.api(http, surroundings(), AdminOptions.READING));
        if (folder == null) {
            surroundings().out().print(export.text());
            surroundings().out().flush();
        } else {
            export.write(folder, overwrite).forEach(file -> http.log().say("Written: " + file));
        }
        return DONE;
    }
}
