package dev.promptlooper.standalone.runtime;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;

/// Serves the dashboard beside the API, after the door let the request pass.
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class PageFilter extends OncePerRequestFilter {

    private final Pages pages = new Pages();

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getRequestURI();
        if (!pages.answers(request.getMethod(), path)) {
            chain.doFilter(request, response);
            return;
        }
        Pages.Page page = pages.find(path);
        response.setStatus(page.status());
        response.setContentType(page.type());
        response.setHeader("Cache-Control", page.cacheControl());
        response.setContentLength(page.bytes().length);
        if (request.getMethod().equals("GET")) {
            response.getOutputStream().write(page.bytes());
        }
    }
}
