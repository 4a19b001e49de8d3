package dev.gatehouse.authserver;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class AuthServerApplication {

    /** Starts the server, or another program of this jar where the first argument names one. */
    public static void main(String[] args) {
        Programs.run(args, System.out, System.err).ifPresent(System::exit);
        SpringApplication server = new SpringApplication(AuthServerApplication.class);
        server.addListeners(new PreparedContext());
        server.run(args);
    }
}
