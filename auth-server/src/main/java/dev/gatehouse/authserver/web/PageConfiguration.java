package dev.gatehouse.authserver.web;

import dev.gatehouse.authserver.secret.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.thymeleaf.spring6.view.ThymeleafViewResolver;

/** What every template can use without its controller's doing. */
@Configuration(proxyBeanMethods = false)
class PageConfiguration {

    @Autowired
    void addVariables(ThymeleafViewResolver views, WebProperties properties) throws IOException {
        views.addStaticVariable("installation", properties.installationName());
        views.addStaticVariable("times", new PageTimes());
        // In the address of both files, so that a new version is fetched although the old one may be cached.
        views.addStaticVariable("assets", hash("static/assets/gatehouse.css", "static/assets/gatehouse.js"));
    }

    private static String hash(String... resources) throws IOException {
        StringBuilder content = new StringBuilder();
        for (String resource : resources) {
            content.append(new ClassPathResource(resource).getContentAsString(StandardCharsets.UTF_8));
        }
        return Secrets.base64Url(Secrets.sha256(content.toString())).substring(0, 8);
    }
}
