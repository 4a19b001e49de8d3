package dev.gatehouse.resourceserver.backoffice;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code gatehouse.demo.*}.
 *
 * @param data the folder of the database file, made when it is missing; {@code memory} keeps everything in memory
 */
@ConfigurationProperties("gatehouse.demo")
record DemoProperties(
        @DefaultValue("./data/resource-server-demo") String data) {

    DemoProperties {
        if (data.isBlank() || data.contains(";")) {
            throw new IllegalArgumentException(
                    "gatehouse.demo.data must be a folder (without a semicolon) or \"memory\": \"" + data + '"');
        }
    }
}
