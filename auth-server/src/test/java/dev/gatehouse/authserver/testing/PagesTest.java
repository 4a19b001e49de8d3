package dev.gatehouse.authserver.testing;

import dev.gatehouse.authserver.user.QuickPasswords;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ActiveProfiles;

/** A started server with the demo accounts, on a database in memory; one for all tests that carry this. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ActiveProfiles("demo")
@Import({PagesConfiguration.class, QuickPasswords.class})
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:pages;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
            "gatehouse.data-dir=target/test-data/pages",
            // Pages need no signing key.
            "management.endpoint.health.validate-group-membership=false",
            "gatehouse.user.attempts-per-address=100000"
        })
public @interface PagesTest {}
