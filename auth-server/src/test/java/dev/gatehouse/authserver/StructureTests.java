package dev.gatehouse.authserver;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Conditional;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.security.web.SecurityFilterChain;

/** The rules of the house that a machine can check. */
class StructureTests {

    private static final String ROOT = "dev.gatehouse.authserver";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    @DisplayName("a module depends only on what its package-info lists, without cycles")
    void keepsModulesApart() {
        ApplicationModules.of(AuthServerApplication.class).verify();
    }

    @Test
    @DisplayName("nobody reads the system's clock but the configuration")
    void injectsTheClock() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.web\\.WebConfiguration")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(OffsetDateTime.class, "now")
                .orShould()
                .callMethod(ZonedDateTime.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .orShould()
                .callMethod(InstantSource.class, "system")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
    }

    @Test
    @DisplayName("only outbound makes HTTP requests")
    void makesRequestsInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".outbound")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.net.http..", "org.apache.hc..", "okhttp3..", "org.springframework.web.client..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.net.HttpURLConnection")
                .check(CLASSES);
    }

    @Test
    @DisplayName("only cluster knows what a node's memory is made with")
    void remembersInOneWay() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".cluster")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.github.benmanes.caffeine..")
                .check(CLASSES);
    }

    @Test
    @DisplayName("only secret, keys and audit touch cryptography")
    void keepsCryptographyTogether() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".secret", ROOT + ".keys", ROOT + ".audit")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(
                        MessageDigest.class,
                        Mac.class,
                        Cipher.class,
                        Signature.class,
                        KeyPairGenerator.class,
                        SecureRandom.class)
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .check(CLASSES);
    }

    @Test
    @DisplayName("only oauth, admin and user declare filter chains")
    void keepsFilterChainsTogether() {
        methods()
                .that()
                .haveRawReturnType(SecurityFilterChain.class)
                .should()
                .beDeclaredInClassesThat()
                .resideInAnyPackage(ROOT + ".oauth", ROOT + ".admin", ROOT + ".user")
                .check(CLASSES);
    }

    @Test
    @DisplayName("no setting decides whether there is a bean of ours: a prepared start would not hear of it")
    void decidesAboutBeansInCode() {
        noClasses()
                .that()
                .areNotAnnotatedWith(ConditionalOnWebApplication.class)
                .should()
                .beMetaAnnotatedWith(Conditional.class)
                .check(CLASSES);
        noMethods().should().beMetaAnnotatedWith(Conditional.class).check(CLASSES);
    }
}
