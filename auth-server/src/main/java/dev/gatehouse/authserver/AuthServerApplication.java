package dev.gatehouse.authserver;

import dev.gatehouse.authserver.keys.KeyProgram;
import dev.gatehouse.authserver.recovery.CutOffProgram;
import dev.gatehouse.authserver.registration.InitialAccessTokenProgram;
import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class AuthServerApplication {

    /** Starts the server, or another program of this jar where the first argument names one. */
    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals(InitialAccessTokenProgram.NAME)) {
            System.exit(
                    InitialAccessTokenProgram.run(Arrays.copyOfRange(args, 1, args.length), System.out, System.err));
        }
        if (args.length > 0 && KeyProgram.NAMES.contains(args[0])) {
            System.exit(KeyProgram.run(args, System.out, System.err));
        }
        if (args.length > 0 && args[0].equals(CutOffProgram.NAME)) {
            System.exit(CutOffProgram.run(Arrays.copyOfRange(args, 1, args.length), System.out, System.err));
        }
        SpringApplication server = new SpringApplication(AuthServerApplication.class);
        server.addListeners(new PreparedContext());
        server.run(args);
    }
}
