package dev.gatehouse.authserver.web;

import dev.gatehouse.authserver.secret.StartRefusal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.springframework.boot.tomcat.TomcatProtocolHandlerCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * The port of administrators, where one is set: of the same server, with the limits of its other port. Behind all others that
 * set these, and in this context alone: the management port has a factory of its own.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class AdminConnector implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final int LAST_PORT = 65535;

    private final AdminProperties properties;

    private final Environment environment;

    AdminConnector(AdminProperties properties, Environment environment) {
        this.properties = properties;
        this.environment = environment;
    }

    /** @throws StartRefusal if the port is one of the server's others, is none, or would speak no TLS where the other does */
    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        Integer port = properties.port();
        if (port == null) {
            return;
        }
        if (port < 1 || port > LAST_PORT) {
            throw new StartRefusal("gatehouse.admin.port must be a port from 1 to " + LAST_PORT);
        }
        if (port == factory.getPort()
                || port.equals(environment.getProperty("management.server.port", Integer.class))) {
            throw new StartRefusal(
                    "gatehouse.admin.port must be another port than server.port and management.server.port");
        }
        if (Ssl.isEnabled(factory.getSsl())) {
            throw new StartRefusal("gatehouse.admin.port does not go with server.ssl: its port would speak no TLS."
                    + " Let a proxy in front of both speak it");
        }
        factory.addAdditionalConnectors(connector(factory, port));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // as Boot calls them: each is for whatever handler there is
    private Connector connector(TomcatServletWebServerFactory factory, int port) {
        Connector connector = new Connector(TomcatServletWebServerFactory.DEFAULT_PROTOCOL);
        connector.setThrowOnFailure(true);
        connector.setProperty("bindOnInit", "false");
        for (TomcatProtocolHandlerCustomizer customizer : factory.getProtocolHandlerCustomizers()) {
            customizer.customize(connector.getProtocolHandler());
        }
        factory.getConnectorCustomizers().forEach(customizer -> customizer.customize(connector));
        connector.setPort(port);
        ((AbstractProtocol<?>) connector.getProtocolHandler()).setAddress(address());
        return connector;
    }

    private InetAddress address() {
        try {
            return InetAddress.getByName(properties.address());
        } catch (UnknownHostException e) {
            throw new StartRefusal("gatehouse.admin.address must be an address of this machine");
        }
    }
}
