package org.carrack.runtime.data.internal.backup;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import org.carrack.runtime.data.internal.type.ColumnType;
import org.jspecify.annotations.Nullable;

/** Values of columns in JSON. */
final class Cells {

    private Cells() {}

    static void write(JsonGenerator json, ColumnType type, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
            return;
        }
        switch (type.kind()) {
            case BOOLEAN -> json.writeBoolean((Boolean) value);
            case REAL, DOUBLE -> json.writeNumber(((Number) value).doubleValue());
            case BINARY -> json.writeBinary((byte[]) value);
            // As text: no reader may round a large number.
            case INTEGER, YEAR, DECIMAL -> json.writeString(new BigDecimal(value.toString()).toPlainString());
            default -> json.writeString(value.toString());
        }
    }

    static @Nullable Object read(JsonNode cell, ColumnType type) throws IOException {
        if (cell.isNull()) {
            return null;
        }
        return switch (type.kind()) {
            case BOOLEAN -> cell.booleanValue();
            case REAL, DOUBLE -> cell.doubleValue();
            case BINARY -> cell.binaryValue();
            case INTEGER, YEAR ->
                type.max().bitLength() > 63 ? new BigDecimal(cell.textValue()) : Long.valueOf(cell.textValue());
            case DECIMAL -> new BigDecimal(cell.textValue());
            case DATE -> LocalDate.parse(cell.textValue());
            case TIME -> LocalTime.parse(cell.textValue());
            case DATETIME -> LocalDateTime.parse(cell.textValue());
            default -> cell.textValue();
        };
    }
}
