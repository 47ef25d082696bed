package dev.promptlooper.projector.query;

import dev.promptlooper.contracts.json.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import java.sql.SQLException;

/// Turns exceptions of this package's controllers into problem documents.
@RestControllerAdvice(basePackageClasses = QueryProblems.class)
final class QueryProblems {

    private static final Logger LOG = LoggerFactory.getLogger(QueryProblems.class);
    private static final String RETRY_AFTER_SECONDS = "2";
    /// `character_not_in_repertoire`: the zero character, which JSON and URLs can carry.
    private static final String IMPOSSIBLE_TEXT = "22021";

    @ExceptionHandler
    ResponseEntity<byte[]> handle(Problem problem) {
        return answer(problem);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> handle(DataAccessException e) {
        return database(e);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> handle(SQLException e) {
        return database(e);
    }

    private static ResponseEntity<byte[]> database(Exception e) {
        if (IMPOSSIBLE_TEXT.equals(state(e))) {
            return answer(Problem.impossibleText());
        }
        if (isOurFault(e)) {
            LOG.error("a query failed", e);
            return answer(Problem.internal("the query failed; the log of the projector has the details"));
        }
        LOG.warn("results are not available: {}", e.getMessage());
        return answer(Problem.unavailable(
                "the database does not answer, or the results are being rebuilt; try again in " + RETRY_AFTER_SECONDS
                        + " seconds"));
    }

    // A missing table is the schema being rebuilt; another syntax error, or a refused value, is a defect.
    private static boolean isOurFault(Exception e) {
        String state = state(e);
        return (state.startsWith("42") && !state.equals("42P01")) || state.startsWith("22");
    }

    private static String state(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }

    private static ResponseEntity<byte[]> answer(Problem problem) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(problem.body().status())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (problem.body().status() == 503) {
            answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return answer.body(Json.MAPPER.writeValueAsBytes(problem.body()));
    }
}
