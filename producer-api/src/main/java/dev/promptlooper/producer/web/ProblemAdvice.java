package dev.promptlooper.producer.web;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

import java.io.IOException;
import java.sql.SQLException;
import java.util.UUID;

/// Problems of this module's own controllers. Other modules in the same process answer for theirs, so the scope is a package.
@RestControllerAdvice(basePackages = "dev.promptlooper.producer")
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
final class ProblemAdvice {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);
    private static final String CHARACTER_NOT_IN_REPERTOIRE = "22021";

    @ExceptionHandler
    ResponseEntity<ProblemDetail> problem(Problem problem) {
        return ProblemDocument.of(problem);
    }

    @ExceptionHandler({DataAccessResourceFailureException.class, TransientDataAccessException.class,
        QueryTimeoutException.class, TransactionException.class})
    ResponseEntity<ProblemDetail> databaseAway(Exception e) {
        LOG.atWarn().addKeyValue("cause", String.valueOf(e.getMessage())).log("the database does not answer");
        return ProblemDocument.of(Problem.of(Problem.Kind.UNAVAILABLE,
                "the database does not answer; nothing was changed, repeat the request in a few seconds"));
    }

    /// The client went away in the middle of its own request.
    @ExceptionHandler
    ResponseEntity<ProblemDetail> broken(IOException e) {
        return ProblemDocument
                .of(Problem.malformed("the request body ended early (" + e.getMessage() + "); send it again"));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> anything(Exception e) {
        if (e instanceof ErrorResponse response) {
            return RequestProblems.of(response, e);
        }
        if (e instanceof MethodArgumentTypeMismatchException mismatch) {
            return ProblemDocument
                    .of(Problem.malformed("'" + mismatch.getValue() + "' does not fit '" + mismatch.getName()
                            + "'; give a whole number"));
        }
        if (isUnstorableText(e)) {
            return ProblemDocument.of(Problem.of(Problem.Kind.INVALID,
                    "a text in the request contains the character U+0000, which the database cannot keep; remove it"));
        }
        String id = UUID.randomUUID().toString();
        LOG.atError().setCause(e).addKeyValue("problem", id).log("a request failed unexpectedly");
        ProblemDetail document = ProblemDocument.document(500, "internal", "Something went wrong here",
                "this is a fault of the server; its log has the details under problem=" + id);
        document.setProperty("id", id);
        return ProblemDocument.entity(document, HttpHeaders.EMPTY);
    }

    private static boolean isUnstorableText(Exception e) {
        return e instanceof DataAccessException database && database.getMostSpecificCause() instanceof SQLException sql
                && CHARACTER_NOT_IN_REPERTOIRE.equals(sql.getSQLState());
    }
}
