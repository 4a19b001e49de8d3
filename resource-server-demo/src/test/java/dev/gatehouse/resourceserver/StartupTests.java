package dev.gatehouse.resourceserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

@ExtendWith(OutputCaptureExtension.class)
class StartupTests {

    @TempDir
    private Path data = Path.of("");

    @Test
    @DisplayName("A bad property ends the start with a sentence that names it")
    void refusesABadProperty(CapturedOutput output) {
        assertThatThrownBy(() -> start("--server.port=0", "--gatehouse.resource.issuer=nonsense"))
                .isNotNull();

        assertThat(output.getAll())
                .contains(
                        "APPLICATION FAILED TO START",
                        "gatehouse.resource.issuer must be an absolute http or https URI")
                .doesNotContain("\tat ");
    }

    @Test
    @DisplayName("A port in use ends the start with a sentence that names it")
    void refusesAPortInUse(CapturedOutput output) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start("--server.port=" + taken.getLocalPort()))
                    .isNotNull();

            assertThat(output.getAll()).contains("Port " + taken.getLocalPort() + " was already in use");
        }
    }

    @Test
    @DisplayName("What was stored is there after a restart")
    void keepsItsDataOverARestart() {
        try (ConfigurableApplicationContext first = start("--server.port=0")) {
            first.getBean(JdbcClient.class)
                    .sql("insert into bucket (name) values ('kept')")
                    .update();
        }
        try (ConfigurableApplicationContext second = start("--server.port=0")) {
            assertThat(second.getBean(JdbcClient.class)
                            .sql("select count(*) from bucket where name = 'kept'")
                            .query(Long.class)
                            .single())
                    .isEqualTo(1);
        }
        assertThat(Files.exists(data.resolve("back-office.mv.db"))).isTrue();
    }

    private ConfigurableApplicationContext start(String... properties) {
        String[] arguments = new String[properties.length + 1];
        arguments[0] = "--gatehouse.demo.data=" + data;
        System.arraycopy(properties, 0, arguments, 1, properties.length);
        return SpringApplication.run(ResourceServerApplication.class, arguments);
    }
}
