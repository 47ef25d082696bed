package dev.promptlooper.producer.web;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

import java.util.Objects;

/// Requests that no controller was found for. There is no package to scope these by, so they are answered for the whole
/// process.
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
final class RequestProblems {

    @ExceptionHandler({HttpRequestMethodNotSupportedException.class, HttpMediaTypeNotSupportedException.class,
        HttpMediaTypeNotAcceptableException.class, NoHandlerFoundException.class, NoResourceFoundException.class})
    ResponseEntity<ProblemDetail> unhandled(Exception e) {
        return of((ErrorResponse) e, e);
    }

    static ResponseEntity<ProblemDetail> of(ErrorResponse response, Exception e) {
        HttpStatusCode status = response.getStatusCode();
        String detail = switch (e) {
            case HttpRequestMethodNotSupportedException wrong -> wrong.getMethod()
                    + " is not supported here; use one of "
                    + Objects.requireNonNullElse(wrong.getSupportedHttpMethods(), "none");
            case HttpMediaTypeNotSupportedException wrong -> "Content-Type "
                    + (wrong.getContentType() == null
                            ? "is missing"
                            : "'" + wrong.getContentType() + "' is not read here")
                    + "; send one of " + wrong.getSupportedMediaTypes();
            case HttpMediaTypeNotAcceptableException wrong -> "the answer comes as " + wrong.getSupportedMediaTypes()
                    + "; change the Accept header";
            case NoHandlerFoundException wrong -> "there is no route " + wrong.getRequestURL()
                    + "; GET /api/v1/openapi/commands.yaml describes the routes";
            case NoResourceFoundException wrong -> "there is no route /" + wrong.getResourcePath()
                    + "; GET /api/v1/openapi/commands.yaml describes the routes";
            case MissingServletRequestParameterException wrong -> "the query parameter '" + wrong.getParameterName()
                    + "' is missing";
            default -> Objects.requireNonNullElse(response.getBody().getDetail(), "the request cannot be handled");
        };
        ProblemDetail document = ProblemDocument.document(status.value(), slug(status), title(status), detail);
        HttpHeaders headers = new HttpHeaders();
        headers.addAll(response.getHeaders());
        return ProblemDocument.entity(document, headers);
    }

    private static String slug(HttpStatusCode status) {
        return switch (status.value()) {
            case 404 -> "not-found";
            case 405 -> "method-not-allowed";
            case 406 -> "not-acceptable";
            case 415 -> "unsupported-media-type";
            default -> "malformed-request";
        };
    }

    private static String title(HttpStatusCode status) {
        return switch (status.value()) {
            case 404 -> "There is no such thing";
            case 405 -> "The method is not supported";
            case 406 -> "No such representation";
            case 415 -> "The media type is not supported";
            default -> "The request cannot be read";
        };
    }
}
