package org.carrack.runtime.chatflows.internal.picture;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import java.awt.image.BufferedImage;
import java.util.Map;

/** A text as a QR code (ISO/IEC 18004), made by ZXing. Stateless. */
public final class QrCode {

    /** Pixels of each square. */
    private static final int SCALE = 8;

    private QrCode() {}

    /**
     * A text as PNG in Base64.
     *
     * @throws IllegalArgumentException if it is empty, or too long for a code (some 2,900 bytes)
     */
    public static String png(String text) {
        BitMatrix code;
        try {
            code = new QRCodeWriter()
                    .encode(
                            text,
                            BarcodeFormat.QR_CODE,
                            0,
                            0,
                            Map.of(EncodeHintType.CHARACTER_SET, "UTF-8", EncodeHintType.MARGIN, 4));
        } catch (WriterException | IllegalArgumentException e) {
            throw new IllegalArgumentException("no QR code can be made of that text: " + e.getMessage(), e);
        }
        int size = code.getWidth() * SCALE;
        BufferedImage picture = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_BINARY);
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                picture.setRGB(x, y, code.get(x / SCALE, y / SCALE) ? 0 : 0xFFFFFF);
            }
        }
        return Png.base64(picture);
    }
}
