package dev.gatehouse.resourceserver.backoffice;

import java.nio.file.Path;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where the rows are: one H2 file in the data folder, or memory. */
@Configuration(proxyBeanMethods = false)
class BackOfficeDatabase {

    @Bean
    JdbcConnectionDetails connectionDetails(DemoProperties properties) {
        return new Location(url(properties.data()));
    }

    private static String url(String data) {
        return data.equals("memory")
                ? "jdbc:h2:mem:back-office;DB_CLOSE_DELAY=-1"
                : "jdbc:h2:file:" + Path.of(data).toAbsolutePath().normalize().resolve("back-office");
    }

    private record Location(String url) implements JdbcConnectionDetails {

        @Override
        public String getUsername() {
            return "sa";
        }

        @Override
        public String getPassword() {
            return "";
        }

        @Override
        public String getJdbcUrl() {
            return url;
        }
    }
}
