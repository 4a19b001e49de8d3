package dev.gatehouse.client;

import dev.gatehouse.client.Gatehouse.Surroundings;
import dev.gatehouse.client.doctor.Evidence;
import dev.gatehouse.client.doctor.Report;
import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Http;
import dev.gatehouse.client.http.Step;
import dev.gatehouse.client.store.CredentialStore;
import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Checks an MCP server and its authorization server from outside, and says what to change. Signs"
                + " nobody in, and changes nothing there. Ends with status 1 if a MUST fails.")
final class DoctorCommand extends SessionCommand {

    @Mixin
    private StoreOptions storeOptions = new StoreOptions();

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    DoctorCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Http http) {
        URI server = server();
        CredentialStore store = storeOptions.store(surroundings());
        Report report = Report.on(new Evidence(server, http, store.read().tokensForServer(server.toString())));
        if (json) {
            surroundings().out().println(report.toJson().put("server", server.toString()));
        } else {
            report.print(surroundings().out());
        }
        return report.isBroken() ? TOOL_ERROR : DONE;
    }

    /** That the URL is not https is a finding here, not a mistake of the person who asks. */
    private URI server() {
        try {
            URI uri = new URI(storeOptions.url());
            if (uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException notAUri) {
            // The sentence below covers it.
        }
        throw new Failure(Step.USAGE, "the MCP server's address is not an http(s) URL: " + storeOptions.url());
    }
}
