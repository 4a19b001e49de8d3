package dev.gatehouse.authserver.user;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** 303 to a place here, relative, so that neither a proxy nor a Host header decides where it leads. */
final class SeeOther {

    private SeeOther() {}

    static void send(HttpServletRequest request, HttpServletResponse response, String localPath) {
        response.setStatus(HttpStatus.SEE_OTHER.value());
        response.setHeader(HttpHeaders.LOCATION, request.getContextPath() + localPath);
    }
}
